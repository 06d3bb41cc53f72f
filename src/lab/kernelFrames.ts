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
  /** `talk` is the way to the kernel of now; throws when there is none. */
  constructor(private _talk: () => IKernelTalk) {}

  async check(signal: AbortSignal): Promise<void> {
    const talk = this._talk();
    if (talk.isReady) {
      return;
    }
    const install = `exec(compile(${pythonText(FRAME_KERNEL)}, "<synapse-frames>", "exec"), {})`;
    const lacking = await this._ask(`${install}\n${call('lacking()')}`, signal);
    if (Array.isArray(lacking) && lacking.length > 0) {
      throw lackingError(lacking as Lacking[]);
    }
    talk.isReady = true;
    // Takes a second the first time: while Spark works.
    talk.ask(call('warm()')).catch(() => undefined);
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

  async add(
    id: string,
    piece: string,
    start: number,
    signal: AbortSignal
  ): Promise<void> {
    await this._ask(add(id, start), signal, piece);
  }

  async finish(
    header: IFrameHeader,
    piece: string,
    signal: AbortSignal
  ): Promise<IFrameShape> {
    const start = header.length - piece.length;
    const facts = pythonText(JSON.stringify(header.facts));
    const code = `${add(header.id, start)}\n${call(
      `finish(shell, __import__("json").loads(${facts}), ${HELD})`
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
    try {
      this._talk()
        .ask(call(`drop(${pythonText(id)}, ${HELD})`))
        .catch(() => undefined);
    } catch {
      // No kernel any more.
    }
  }

  private async _ask(
    code: string,
    signal: AbortSignal,
    data?: string
  ): Promise<unknown> {
    if (signal.aborted) {
      throw interrupted();
    }
    const talk = this._talk();
    const asked = talk.ask(code, data).catch((reason: unknown) => {
      throw lostKernel(reason);
    });
    const answer = await abortable(asked, signal, interrupted);
    if ('value' in answer) {
      return answer.value;
    }
    const { ename, evalue } = answer;
    if (ename === 'KeyError' && evalue.includes(NAME)) {
      // Another life of it, which this page was not told of.
      talk.isReady = false;
      throw lostKernel();
    }
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

const NAME = '_synapse_frames_here';
const MODULE = `__import__("sys").modules["${NAME}"]`;

/** Where a magic keeps what ends with it; a kernel that is free has none. */
const HELD = 'globals().get("held")';

/** A package's name, the version that is needed, and the one that is there. */
type Lacking = [name: string, needed: string, found: string | null];

function add(id: string, start: number): string {
  return call(`add(${pythonText(id)}, data, ${start}, ${HELD})`);
}

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

function lackingError(lacking: readonly Lacking[]): SynapseError {
  const missing = lacking.filter(([, , found]) => found === null);
  const names = (missing.length > 0 ? missing : lacking).map(([name]) => name);
  if (missing.length > 0) {
    return new SynapseError({
      kind: 'unsupported',
      what: `The notebook's kernel has no ${names.join(' and ')}, which -o needs.`,
      next: `Run %pip install -U ${names.join(' ')} in a cell, and this cell again.`
    });
  }
  const list = (one: (lack: Lacking) => string) =>
    lacking.map(one).join(' and ');
  return new SynapseError({
    kind: 'unsupported',
    what: `The notebook's kernel has ${list(([name, , found]) => `${name} ${found}`)}, which is too old for -o.`,
    why: `It needs ${list(([name, needed]) => `${name} ${needed}`)} or later.`,
    next: `Run %pip install -U ${names.join(' ')} in a cell, restart the kernel, and run this cell again.`
  });
}

/** The kernel that takes the frame is gone, or has begun another life. */
function lostKernel(cause?: unknown): SynapseError {
  const error = new SynapseError({
    kind: 'unsupported',
    what: "The notebook's kernel was restarted, changed or shut down, and has not got the frame.",
    why: 'What a kernel has of a frame ends with it.',
    next: 'Run the cell again, once the kernel is ready.',
    detail: DAMAGED
  });
  error.cause = cause;
  return error;
}

function interrupted(): SynapseError {
  return new SynapseError({
    kind: 'cancelled',
    what: 'Bringing the frame was interrupted.',
    next: 'The variable in the kernel is as it was.'
  });
}
