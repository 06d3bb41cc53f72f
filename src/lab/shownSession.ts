import { IProblem } from '../core/errors';
import { ISparkSession } from '../core/livy';
import { IRun, IWaitingCell, SessionPhase } from '../core/run';
import type { SessionController } from '../core/sessionController';
import { IPoolFacts, ITarget } from '../core/target';

/** What the user interface has from the controller of a session as it is. */
export abstract class ShownSession {
  abstract readonly controller: SessionController;

  get phase(): SessionPhase {
    return this.controller.phase;
  }

  get target(): ITarget | null {
    return this.controller.target;
  }

  get session(): ISparkSession | null {
    return this.controller.session;
  }

  get startedAt(): number | null {
    return this.controller.startedAt;
  }

  get idleEndsAt(): number | null {
    return this.controller.idleEndsAt;
  }

  get ownIdleEndsAt(): number | null {
    return this.controller.ownIdleEndsAt;
  }

  get isAttached(): boolean {
    return this.controller.isAttached;
  }

  get isForeign(): boolean {
    return this.controller.isForeign;
  }

  get mayStillRun(): boolean {
    return this.controller.mayStillRun;
  }

  get sharedWith(): readonly string[] {
    return this.controller.sharedWith;
  }

  get problem(): IProblem | null {
    return this.controller.problem;
  }

  get pool(): IPoolFacts | null {
    return this.controller.pool;
  }

  get runs(): readonly IRun[] {
    return this.controller.runs;
  }

  get doesNotStop(): boolean {
    return this.controller.doesNotStop;
  }

  get stopsWhenDone(): boolean {
    return this.controller.stopsWhenDone;
  }

  get unread(): IProblem | null {
    return this.controller.unread;
  }

  get waiting(): readonly IWaitingCell[] {
    return this._waiting;
  }

  keepAlive(): Promise<void> {
    return this.controller.keepAlive();
  }

  /** Another notebook has stopped the session. */
  end(problem: IProblem): void {
    this.controller.end(problem);
  }

  leave(): void {
    this.controller.forget();
  }

  readLog(): Promise<string[]> {
    return this.controller.readLog();
  }

  cancel(run: IRun): Promise<void> {
    this.controller.cancel(run);
    return Promise.resolve();
  }

  protected _waiting: readonly IWaitingCell[] = [];
}
