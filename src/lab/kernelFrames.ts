import { abortable } from '../core/abortable';
import { SynapseError } from '../core/errors';
import { IFrameHeader, IFrameReceiver, IFrameShape } from '../core/frame';
import { DAMAGED } from '../core/frameRun';
import { pythonText } from '../core/pythonText';
import { FRAME_KERNEL } from './frameKernel';

/** What Python in the kernel came to. */
export type KernelAnswer =
  { value: unknown } | { ename: string; evalue: string };

/** Runs Python of ours in the notebook's kernel. */
export interface IKernelTalk {
  /**
   * `code` may use `shell` and `data`, and leaves a JSON value in `answer`.
   * Rejects when the kernel is gone.
   */
  ask(code: string, data?: string): Promise<KernelAnswer>;
  /** Whether the module is there already. */
  isReady: boolean;
}

/** The notebook's kernel, as far as it takes frames. */
export class KernelFrames implements IFrameReceiver {
  constructor(private _talk: IKernelTalk) {}

  async check(signal: AbortSignal): Promise<void> {
    if (this._talk.isReady) {
      return;
    }
    const install = `exec(compile(${pythonText(FRAME_KERNEL)}, "<synapse-frames>", "exec"), {})`;
    const missing = await this._ask(`${install}\n${call('missing()')}`, signal);
    if (Array.isArray(missing) && missing.length > 0) {
      const names = missing.join(' and ');
      throw new SynapseError({
        kind: 'unsupported',
        what: `The notebook's kernel has no ${names}, which -o needs.`,
        next: `Run %pip install ${missing.join(' ')} in a cell, and this cell again.`
      });
    }
    this._talk.isReady = true;
    // Takes a second the first time: while Spark works.
    this._talk.ask(call('warm()')).catch(() => undefined);
  }

  async find(
    { id, name }: IFrameHeader,
    signal: AbortSignal
  ): Promise<IFrameShape | null> {
    await this.check(signal);
    return shapeOf(
      await this._ask(
        call(`find(shell, ${pythonText(id)}, ${pythonText(name)})`),
        signal
      )
    );
  }

  async add(id: string, piece: string, signal: AbortSignal): Promise<void> {
    await this._ask(call(`add(${pythonText(id)}, data)`), signal, piece);
  }

  async finish(
    header: IFrameHeader,
    piece: string,
    signal: AbortSignal
  ): Promise<IFrameShape> {
    const id = pythonText(header.id);
    const facts = pythonText(JSON.stringify(header.facts));
    const code = `${MODULE}.add(${id}, data)\n${call(
      `finish(shell, __import__("json").loads(${facts}))`
    )}`;
    const shape = shapeOf(await this._ask(code, signal, piece));
    if (!shape) {
      throw new SynapseError({
        kind: 'server',
        what: `The kernel said nothing of the frame ${header.name}.`
      });
    }
    return shape;
  }

  drop(id: string): void {
    this._talk.ask(call(`drop(${pythonText(id)})`)).catch(() => undefined);
  }

  private async _ask(
    code: string,
    signal: AbortSignal,
    data?: string
  ): Promise<unknown> {
    if (signal.aborted) {
      throw interrupted();
    }
    const answer = await abortable(
      this._talk.ask(code, data),
      signal,
      interrupted
    );
    if ('value' in answer) {
      return answer.value;
    }
    const { ename, evalue } = answer;
    if (ename === 'FrameDamaged') {
      throw new SynapseError({
        kind: 'server',
        what: `The frame came damaged: ${evalue}.`,
        why: 'The variable in the kernel is as it was.',
        next: 'Run the cell again.',
        detail: DAMAGED
      });
    }
    throw new SynapseError({
      kind: 'unsupported',
      what: `The notebook's kernel could not make the frame: ${ename}: ${evalue}`,
      why: 'The variable in the kernel is as it was.',
      next: /ModuleNotFound|ImportError/.test(ename)
        ? 'Run %pip install -U pandas pyarrow in a cell, restart the kernel, and run this cell again.'
        : ''
    });
  }
}

const MODULE = '__import__("sys").modules["_synapse_frames_here"]';

function call(expression: string): string {
  return `answer = ${MODULE}.${expression}`;
}

function shapeOf(value: unknown): IFrameShape | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { rows, columns } = value as Record<string, unknown>;
  return typeof rows === 'number' && typeof columns === 'number'
    ? { rows, columns }
    : null;
}

function interrupted(): SynapseError {
  return new SynapseError({
    kind: 'cancelled',
    what: 'Bringing the frame was interrupted.',
    next: 'The variable in the kernel is as it was.'
  });
}
