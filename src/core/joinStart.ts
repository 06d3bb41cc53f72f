import { LiveLine, showStart } from './liveLine';
import { IClock } from './ports';
import { SessionController } from './sessionController';
import { readyLine } from './sessionText';

/**
 * Waits for a session that an earlier page has asked for, as `%synapse start`
 * shows it. An interrupt gives the start up.
 */
export async function joinStart(
  controller: SessionController,
  line: LiveLine,
  clock: IClock,
  signal: AbortSignal
): Promise<void> {
  const begun = controller.startedAt ?? clock.now();
  const giveUp = () => void controller.stop().catch(() => undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    if (controller.phase === 'starting') {
      const pool = controller.target?.pool ?? '';
      await showStart(line, clock, pool, begun, () =>
        controller.untilReady(signal)
      );
    }
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
  await line.show(readyLine(controller, clock.now() - begun));
}
