/** How a job of the queue ended. `aborted` means that it never really ran. */
export type JobEnd = 'ok' | 'failed' | 'aborted';

/** One cell, as the queue sees it. */
export interface IExecutionJob<T> {
  /** True when the cell does not use the kernel, so nothing else orders it. */
  remote: boolean;
  /** False for a cell whose failure does not stop those behind it. */
  stopOnError: boolean;
  /** Called at once when the job has to wait: show the cell as scheduled. */
  wait(): void;
  /** Called instead of `run` when an earlier job failed: its result is the job's. */
  abort(): Promise<T>;
  /** Runs the cell. `waited` tells whether `wait` was called before. */
  run(waited: boolean): Promise<T>;
  /** Classifies what `run` came to. */
  ended(result: PromiseSettledResult<T>): JobEnd;
}

/**
 * Keeps the cells of one notebook in order.
 *
 * Lab hands over all cells of *Run All* at once and leaves the order to the
 * kernel's own queue. Remote cells do not pass through the kernel, so they
 * wait here for all that came before, and local cells behind a remote one
 * wait too. Local cells with no remote one before them go to the kernel at
 * once, as in stock Lab, and cost nothing.
 */
export class ExecutionQueue {
  /** Number of jobs that wait here or run remotely. */
  get size(): number {
    return this._pending;
  }

  submit<T>(job: IExecutionJob<T>): Promise<T> {
    if (!job.remote && this._pending === 0) {
      return this._follow(job, job.run(false));
    }
    job.wait();
    this._pending += 1;
    const generation = this._generation;
    const earlier = this._tail;
    const result = (async () => {
      try {
        await earlier;
        if (generation !== this._generation) {
          return await job.abort();
        }
        return await this._follow(job, job.run(true), generation);
      } finally {
        this._pending -= 1;
      }
    })();
    this._tail = settle([earlier, result]);
    return result;
  }

  /** Gives up all jobs that wait: after an interrupt or a kernel restart. */
  abort(): void {
    this._generation += 1;
  }

  private _follow<T>(
    job: IExecutionJob<T>,
    running: Promise<T>,
    generation = this._generation
  ): Promise<T> {
    const watched = running.then(
      value => this._end(job, { status: 'fulfilled', value }, generation),
      (reason: unknown) =>
        this._end(job, { status: 'rejected', reason }, generation)
    );
    this._tail = settle([this._tail, watched]);
    // The caller gets the job's own promise; the tail waits until the end was
    // classified, so that a follower sees the new generation.
    return watched.then(() => running);
  }

  private _end<T>(
    job: IExecutionJob<T>,
    result: PromiseSettledResult<T>,
    generation: number
  ): void {
    // A failure counts once: those of cells that were given up already must
    // not take down what the user has started since.
    if (
      job.stopOnError &&
      generation === this._generation &&
      job.ended(result) === 'failed'
    ) {
      this._generation += 1;
    }
  }

  private _generation = 0;
  private _pending = 0;
  private _tail: Promise<unknown> = Promise.resolve();
}

function settle(promises: Promise<unknown>[]): Promise<unknown> {
  return Promise.allSettled(promises);
}
