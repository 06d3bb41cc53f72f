import { IClock } from './ports';
import type { SessionController } from './sessionController';

/** What `stopWhenDone` looks at. */
export interface IStopWhenDoneOptions {
  controller: Pick<
    SessionController,
    'isBusy' | 'phase' | 'refresh' | 'session' | 'stop' | 'unread'
  >;
  clock: IClock;
  /** Whether cells of the notebook wait that may use the session. */
  isAwaited(): boolean;
  /** Ends it without stopping anything. */
  signal: AbortSignal;
  /** Milliseconds before it looks for the first time. */
  delay: number;
}

/** How often it is looked at, ms. */
const STEP = 2000;

/** Looks in a row that must find nothing to do: cells follow each other. */
const QUIET = 2;

/**
 * Stops a session once all that waits for it has run: the last cell of a
 * *Run All* at night is also the end of the bill.
 *
 * Resolves when it is stopped, is another one, or the signal was aborted.
 * Rejects as `stop` does.
 */
export async function stopWhenDone(
  options: IStopWhenDoneOptions
): Promise<void> {
  const { clock, controller, delay, isAwaited, signal } = options;
  const id = controller.session?.id;
  const isBusy = () => controller.isBusy || isAwaited();
  const isOurs = () =>
    !signal.aborted &&
    controller.phase === 'ready' &&
    controller.session?.id === id;
  await clock.sleep(delay, signal);
  let quiet = 0;
  while (isOurs()) {
    let isIdle = false;
    // Asked only when nothing of ours runs: that is known without.
    if (!isBusy()) {
      await controller.refresh();
      isIdle =
        controller.unread === null &&
        controller.session?.state === 'idle' &&
        !isBusy();
    }
    quiet = isIdle ? quiet + 1 : 0;
    if (quiet < QUIET) {
      await clock.sleep(STEP, signal);
    } else if (isOurs()) {
      await controller.stop();
    }
  }
}
