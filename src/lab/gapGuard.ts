import { ISessionContext } from '@jupyterlab/apputils';
import { existingDays, ITableCoverage } from '../core/coverage';
import { SynapseError } from '../core/errors';
import {
  datesCode,
  GapChoice,
  gapKey,
  usesDates,
  usesWindow
} from '../core/gapWarning';
import { ILookbackWindow, lookbackDays } from '../core/lookback';
import { ICellOrigin } from './cellJob';
import { IMagicRequest } from './magicRunner';

/** What is known of a notebook when one of its cells is about to run. */
export interface IGuardedNotebook {
  /** Null: it has none, or computes it. */
  window: ILookbackWindow | null;
  /** The container that was looked at. */
  table: string;
  /** Null when the lake was not looked at. */
  coverage: ITableCoverage | null;
  /** Code of its cells that run on Spark. */
  sparkCode: readonly string[];
  /** Name of its Spark session; null when there is none. */
  session: string | null;
}

/** Options of a `GapGuard`. */
export interface IGapGuardOptions {
  /** Null: it is no notebook, or nothing is known of it. */
  notebook(context: ISessionContext): IGuardedNotebook | null;
  /**
   * The same after another look at the days without data: some may have come.
   * Resolves with what was known when that takes long or is interrupted.
   */
  lookAgain(
    context: ISessionContext,
    signal: AbortSignal
  ): Promise<IGuardedNotebook | null>;
  /** Asks the user; `canLeaveOut`: whether the code can leave days out. */
  ask(
    notebook: IGuardedNotebook,
    canLeaveOut: boolean,
    signal: AbortSignal
  ): Promise<GapChoice>;
}

/** Runs Python in the session of the cell, ahead of the cell. */
export type SendAhead = (code: string) => Promise<unknown>;

/** Asks once before code reads a window of which days are missing. */
export class GapGuard {
  constructor(private _options: IGapGuardOptions) {}

  /** Whether the user wants to be asked. */
  isOn = true;

  /**
   * Called before each remote cell. Rejects as *interrupted* when the user
   * does not want it to run.
   */
  async check(
    { cell, line }: IMagicRequest,
    { isResumed, sessionContext }: ICellOrigin,
    signal: AbortSignal,
    send: SendAhead
  ): Promise<void> {
    const isPython = /^\s*(?:pyspark\b.*)?$/.test(line);
    if (cell === null || !isPython || isResumed || !usesWindow(cell)) {
      return;
    }
    const { ask, lookAgain, notebook } = this._options;
    const answers: Map<string, GapChoice> =
      this._answers.get(sessionContext) ?? new Map();
    this._answers.set(sessionContext, answers);
    let found = gapsOf(notebook(sessionContext));
    const isToAsk = (gaps: typeof found): boolean =>
      gaps !== null &&
      this.isOn &&
      gaps.coverage.missing.length > 0 &&
      !answers.has(gaps.key);
    if (isToAsk(found)) {
      // It may be long ago that the lake was looked at.
      found = gapsOf(await lookAgain(sessionContext, signal));
      if (signal.aborted) {
        throw notRun();
      }
    }
    if (found && isToAsk(found)) {
      const canLeaveOut =
        found.session !== null &&
        found.coverage.present > 0 &&
        found.sparkCode.some(usesDates);
      const choice = await ask(found, canLeaveOut, signal);
      if (choice === 'cancel' || signal.aborted) {
        // Asked again the next time: nothing was decided.
        throw notRun();
      }
      answers.set(found.key, choice);
    }
    if (found?.session) {
      const choice = answers.get(found.key);
      await this._keepInStep(found, found.session, choice, send);
    }
  }

  /** The next cell that uses the window reads only the days that exist. */
  useExisting(context: ISessionContext, notebook: IGuardedNotebook): void {
    if (notebook.coverage) {
      const answers = this._answers.get(context) ?? new Map();
      answers.set(gapKey(notebook.table, notebook.coverage), 'existing');
      this._answers.set(context, answers);
    }
  }

  /** Sends the days to read when the session has others, or none. */
  private async _keepInStep(
    { coverage, window }: IGuardedNotebook,
    session: string,
    choice: GapChoice | undefined,
    send: SendAhead
  ): Promise<void> {
    const last = this._sent.get(session);
    if (!coverage || !window || (choice !== 'existing' && !last)) {
      return;
    }
    const days =
      choice === 'existing' ? existingDays(coverage) : lookbackDays(window);
    const code = datesCode(window, days);
    if (code !== last) {
      this._sent.set(session, code);
      try {
        await send(code);
      } catch (reason) {
        this._sent.delete(session);
        throw reason;
      }
    }
  }

  private _answers = new WeakMap<ISessionContext, Map<string, GapChoice>>();
  /** What each session was told, by its name. */
  private _sent = new Map<string, string>();
}

/** What is known, and what an answer holds for; null when too little is. */
function gapsOf(notebook: IGuardedNotebook | null) {
  const { coverage, table, window } = notebook ?? {};
  return notebook && window && table && coverage
    ? { ...notebook, coverage, window, key: gapKey(table, coverage) }
    : null;
}

function notRun(): SynapseError {
  return new SynapseError({
    kind: 'cancelled',
    what: 'The cell was not run: days of its lookback window have no data.',
    next: 'Change the window in the Synapse panel, or run the cell again.'
  });
}
