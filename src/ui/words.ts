import type { TranslationBundle } from '@jupyterlab/translation';
import type { INotebookSession, IRun } from '../tokens';
import { isDone } from '../core/livy';

/** How something stands; each kind has a glyph of its own shape. */
export type MarkKind =
  'none' | 'waiting' | 'working' | 'idle' | 'ok' | 'failed' | 'cancelled';

/** A state as a glyph and a word. */
export interface IMark {
  kind: MarkKind;
  word: string;
}

/** Livy's name of a session's state as a word; an unknown one as it is. */
export function livyStateWord(state: string, trans: TranslationBundle): string {
  switch (state) {
    case 'not_started':
      return trans.__('not started');
    case 'starting':
      return trans.__('starting');
    case 'idle':
      return trans.__('idle');
    case 'busy':
    case 'running':
      return trans.__('busy');
    case 'shutting_down':
      return trans.__('shutting down');
    case 'recovering':
      return trans.__('recovering');
    case 'error':
      return trans.__('error');
    case 'dead':
      return trans.__('dead');
    case 'killed':
      return trans.__('killed');
    case 'success':
      return trans.__('finished');
    default:
      return state;
  }
}

/** Livy's state of a session as a glyph and a word. */
export function livyMark(state: string, trans: TranslationBundle): IMark {
  const kinds: Readonly<Record<string, MarkKind>> = {
    idle: 'idle',
    busy: 'working',
    running: 'working'
  };
  return { kind: kinds[state] ?? 'waiting', word: livyStateWord(state, trans) };
}

/**
 * Whether a session works: a run of ours is known at once, the state is read
 * now and then.
 */
export function isWorking(session: INotebookSession): boolean {
  return (
    session.session?.state === 'busy' ||
    session.runs.some(run => run.state === 'running')
  );
}

/** Where the session of a notebook is, as a glyph and a word. */
export function sessionMark(
  session: INotebookSession,
  trans: TranslationBundle
): IMark {
  const state = session.session?.state ?? null;
  switch (session.phase) {
    case 'none':
      return { kind: 'none', word: trans.__('no session') };
    case 'starting':
      return { kind: 'waiting', word: trans.__('starting') };
    case 'stopping':
      return { kind: 'waiting', word: trans.__('stopping') };
    case 'ended':
      return {
        kind: 'failed',
        word:
          state === null || session.session?.isTimedOut
            ? trans.__('ended')
            : trans.__('ended (%1)', livyStateWord(state, trans))
      };
    case 'ready':
      if (isWorking(session)) {
        return { kind: 'working', word: livyStateWord('busy', trans) };
      }
      return {
        kind: state === 'shutting_down' ? 'waiting' : 'idle',
        word: state === null ? trans.__('ready') : livyStateWord(state, trans)
      };
  }
}

/** How a run stands, as a glyph and a word. */
export function runMark(run: IRun, trans: TranslationBundle): IMark {
  switch (run.state) {
    case 'queued':
      return { kind: 'waiting', word: trans.__('waiting') };
    case 'running':
      return run.statement?.state === 'cancelling'
        ? { kind: 'working', word: trans.__('cancelling') }
        : { kind: 'working', word: trans.__('running') };
    case 'ok':
      return { kind: 'ok', word: trans.__('done') };
    case 'failed':
      return { kind: 'failed', word: trans.__('failed') };
    case 'cancelled':
      return { kind: 'cancelled', word: trans.__('cancelled') };
  }
}

/** Whether a run is not over. */
export function isPending(run: IRun): boolean {
  return run.state === 'queued' || run.state === 'running';
}

/** Longest pause in milliseconds between two runs of one *Run All*. */
const BATCH_PAUSE = 2000;

/**
 * Which statement of how many runs now, for *statement 7 of 9*; null when
 * none runs.
 *
 * #### Notes
 * A batch is what was handed over together, e.g. by *Run All*: going back
 * from the first run that is not over, every run that ended just before the
 * next one began. (A run's `startedAt` moves when its turn comes, so the time
 * of asking is gone by then.) Cells that wait in the notebook's own queue
 * come behind; `waiting` is how many of them are statements.
 */
export function batchOf(
  runs: readonly IRun[],
  waiting = 0
): { position: number; total: number } | null {
  const pending = runs.findIndex(isPending);
  if (pending < 0) {
    return null;
  }
  let first = pending;
  while (first > 0) {
    const before = runs[first - 1];
    if (
      before.endedAt !== null &&
      before.endedAt + BATCH_PAUSE < runs[first].startedAt
    ) {
      break;
    }
    first--;
  }
  return {
    position: pending - first + 1,
    total: runs.length - first + waiting
  };
}

/** How far a run is: a share of one, and Spark's task counts in words. */
export function runProgress(
  run: IRun,
  trans: TranslationBundle
): { share: number; text: string } | null {
  const { statement } = run;
  if (run.state !== 'running' || !statement || isDone(statement)) {
    return null;
  }
  const { tasks } = statement;
  if (tasks && tasks.total > 0) {
    const { done, stages = 0, stagesDone = 0, total } = tasks;
    const text = trans._n('%2 of %1 task', '%2 of %1 tasks', total, done);
    return {
      share: done / total,
      text:
        stages > 1
          ? trans.__(
              'stage %1 of %2 · %3',
              Math.min(stages, stagesDone + 1),
              stages,
              text
            )
          : text
    };
  }
  return statement.progress === null || statement.progress <= 0
    ? null
    : { share: statement.progress, text: '' };
}
