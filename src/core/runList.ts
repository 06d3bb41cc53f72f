import { linkedController } from './abortable';
import { StatementError, SynapseError, problemOf } from './errors';
import { IRun } from './run';
import { titleOf } from './runTitle';

const MAX_RUNS = 200;

/** An interrupt takes a moment: before that nobody is impatient, ms. */
const PATIENCE_MS = 1500;

/** The runs of one session, and the way to cancel each. */
export class RunList {
  constructor(
    private _now: () => number,
    private _onChange: () => void
  ) {}

  /** Newest last, at most 200. */
  readonly runs: IRun[] = [];

  /** Whether anything waits or runs. */
  get isBusy(): boolean {
    return this._aborts.size > 0;
  }

  /** Whether one was told to stop a while ago and has not yet. */
  get isCancelling(): boolean {
    const since = this._now() - PATIENCE_MS;
    return [...this._cancelled.values()].some(at => at <= since);
  }

  /**
   * Runs `work` as a run of the list: its state follows how the work ends.
   * The signal given to `work` is aborted by `signal` and by `cancel`.
   */
  async track(
    code: string,
    cellId: string | null,
    signal: AbortSignal,
    work: (run: IRun, signal: AbortSignal) => Promise<void>
  ): Promise<void> {
    const run = this._add(code, cellId);
    const abort = linkedController(signal);
    this._aborts.set(run, () => abort.abort());
    const onAbort = () => this._cancelled.set(run, this._now());
    abort.signal.addEventListener('abort', onAbort, { once: true });
    try {
      await work(run, abort.signal);
      run.state = 'ok';
    } catch (reason) {
      const isCancelled =
        reason instanceof SynapseError && reason.problem.kind === 'cancelled';
      run.state = isCancelled ? 'cancelled' : 'failed';
      run.failure = isCancelled ? null : failureOf(reason);
      throw reason;
    } finally {
      abort.unlink();
      this._aborts.delete(run);
      abort.signal.removeEventListener('abort', onAbort);
      this._cancelled.delete(run);
      run.endedAt = this._now();
      this._onChange();
    }
  }

  /** Cancels a run; one that was not sent yet never is. */
  cancel(run: IRun): void {
    this._aborts.get(run)?.();
  }

  /** Cancels all runs. Returns how many there were. */
  cancelAll(): number {
    const aborts = [...this._aborts.values()];
    aborts.forEach(abort => abort());
    return aborts.length;
  }

  private _add(code: string, cellId: string | null): IRun {
    const run: IRun = {
      id: ++this._lastId,
      cellId,
      title: titleOf(code),
      statement: null,
      state: 'queued',
      failure: null,
      startedAt: this._now(),
      endedAt: null
    };
    this.runs.push(run);
    this.runs.splice(0, Math.max(0, this.runs.length - MAX_RUNS));
    this._onChange();
    return run;
  }

  private _aborts = new Map<IRun, () => void>();
  /** When each was told to stop. */
  private _cancelled = new Map<IRun, number>();
  private _lastId = 0;
}

function failureOf(reason: unknown): string {
  return reason instanceof StatementError
    ? `${reason.ename}: ${reason.evalue}`
    : problemOf(reason).what;
}
