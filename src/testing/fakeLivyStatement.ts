import {
  IStatement,
  ITaskCounts,
  StatementKind,
  StatementOutput,
  StatementState
} from '../core/livy';

/** What is seen of a running statement from some moment on. */
export interface IFakeStep {
  /** Milliseconds since the statement began to run. */
  at: number;
  progress?: number;
  partial?: IStatement['partial'];
  tasks?: ITaskCounts;
}

/** What a piece of code does. */
export interface IFakeRun {
  /**
   * How long it runs, ms. 0 (the default): the answer to the POST has its
   * output already. `Infinity`: until it is cancelled.
   */
  duration?: number;
  /** Its output; by default `ok` with an empty text. */
  output?: StatementOutput;
  /** Its state at the end; `available` by default, also for a failure. */
  state?: StatementState;
  /** What is seen while it runs. */
  steps?: readonly IFakeStep[];
  /** How long a cancel takes, ms; 0 by default. */
  cancelTakes?: number;
  /**
   * Livy calls it cancelled so long after the cancel, ms, though the code runs
   * on to its own end and keeps its output. Never by default.
   */
  forcedAfter?: number;
}

/** What code does, by its text. */
export type Script = (code: string, kind: StatementKind) => IFakeRun;

/** What a `FakeStatement` is made of. */
export interface IFakeStatementOptions {
  id: number;
  code: string;
  kind: StatementKind;
  createdAt: number;
  run: IFakeRun;
  /** The statement before it, behind which it waits. */
  previous: FakeStatement | null;
}

/** The output of code that prints a text. */
export function textOutput(text: string): StatementOutput {
  return { status: 'ok', data: { 'text/plain': text } };
}

/** A statement that is a function of the time. */
export class FakeStatement {
  constructor(options: IFakeStatementOptions) {
    this._options = options;
  }

  get code(): string {
    return this._options.code;
  }

  /** When it begins to run; `Infinity` while that is unknown. */
  get begin(): number {
    const { createdAt, previous } = this._options;
    return Math.max(createdAt, previous?.end ?? 0);
  }

  /** When it has ended; `Infinity` while that is unknown. */
  get end(): number {
    if (this._cancelledAt === null) {
      return this._ownEnd;
    }
    if (this._hasWaited) {
      // It takes no time of those behind it.
      return this.begin;
    }
    const { cancelTakes = 0, forcedAfter } = this._options.run;
    if (forcedAfter !== undefined) {
      return this._ownEnd;
    }
    return Math.min(this._ownEnd, this._cancelledAt + cancelTakes);
  }

  /** Whether it waits or runs. */
  isOpen(now: number): boolean {
    return (
      !['available', 'error', 'cancelled'].includes(this.at(now).state) ||
      (this._isForced(now) && now < this.end)
    );
  }

  /** Ask it to stop, at a moment; no effect on one that has ended. */
  cancel(now: number): void {
    if (this._cancelledAt === null && this.isOpen(now)) {
      this._hasWaited = now < this.begin;
      this._cancelledAt = now;
    }
  }

  /** It, as Livy shows it at a moment. */
  at(now: number): IStatement {
    const { id, code, run } = this._options;
    const base: IStatement = {
      id,
      code,
      state: 'waiting',
      output: null,
      progress: 0,
      started: null,
      completed: null,
      partial: null,
      tasks: null
    };
    const cancelledAt = this._cancelledAt;
    if (cancelledAt !== null && this._hasWaited) {
      const completed = cancelledAt || null;
      return { ...base, state: 'cancelled', progress: 1, completed };
    }
    if (now < this.begin) {
      return base;
    }
    const started = this.begin || null;
    if (this._isForced(now)) {
      const output = now < this.end ? null : (run.output ?? textOutput(''));
      return { ...base, state: 'cancelled', started, output };
    }
    if (now < this.end) {
      const state = cancelledAt === null ? 'running' : 'cancelling';
      return { ...base, state, started, ...this._seen(now - this.begin) };
    }
    const isCancelled = cancelledAt !== null && this.end < this._ownEnd;
    return {
      ...base,
      state: isCancelled ? 'cancelled' : (run.state ?? 'available'),
      output: isCancelled ? null : (run.output ?? textOutput('')),
      progress: 1,
      started,
      completed: this.end || null
    };
  }

  private _isForced(now: number): boolean {
    const { forcedAfter = Infinity } = this._options.run;
    const at = this._cancelledAt;
    return at !== null && !this._hasWaited && now >= at + forcedAfter;
  }

  private get _ownEnd(): number {
    return this.begin + (this._options.run.duration ?? 0);
  }

  /** What the last step due says. */
  private _seen(age: number): Partial<IStatement> {
    const step = (this._options.run.steps ?? []).filter(({ at }) => at <= age);
    const { at: _at, ...seen } = step.at(-1) ?? { at: 0 };
    return seen;
  }

  private readonly _options: IFakeStatementOptions;
  private _cancelledAt: number | null = null;
  private _hasWaited = false;
}
