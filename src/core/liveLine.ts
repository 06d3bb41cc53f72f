import { IClock, IOutputs } from './ports';
import { ISparkSession } from './livy';
import { startingLine } from './sessionText';

/** One line of text that is redrawn in place. */
export class LiveLine {
  constructor(
    private _outputs: IOutputs,
    private _id: string
  ) {}

  async show(text: string): Promise<void> {
    if (text === this._shown) {
      return;
    }
    const first = this._shown === '';
    this._shown = text;
    await this._outputs.publish({
      type: first ? 'display_data' : 'update_display_data',
      content: {
        data: { 'text/plain': text },
        metadata: {},
        transient: { display_id: this._id }
      }
    });
  }

  private _shown = '';
}

/** Prints a text into a cell. */
export function print(
  outputs: IOutputs,
  text: string,
  name = 'stdout'
): Promise<void> {
  return outputs.publish({ type: 'stream', content: { name, text } });
}

/**
 * Shows how far a session is while `work` starts it, in a line that counts
 * the seconds. The line is still when `work` has ended.
 */
export async function showStart<T>(
  line: LiveLine,
  clock: IClock,
  pool: string,
  begun: number,
  work: (onRead: (session: ISparkSession) => void) => Promise<T>
): Promise<T> {
  let shown: ISparkSession | null = null;
  const done = new AbortController();
  const tick = async () => {
    while (!done.signal.aborted) {
      await line.show(startingLine(pool, shown, clock.now() - begun));
      await clock.sleep(1000, done.signal);
    }
  };
  const ticking = tick();
  try {
    return await work(session => {
      shown = session;
    });
  } finally {
    // Waited for, so that what comes next is never overwritten.
    done.abort();
    await ticking;
  }
}
