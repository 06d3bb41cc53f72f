/**
 * Lab's own kernel connection over a socket in memory, with a kernel behind
 * it that a spec scripts. Nothing of the page's side is faked.
 */
import {
  Kernel,
  KernelConnection,
  KernelMessage,
  ServerConnection
} from '@jupyterlab/services';

type Message = KernelMessage.IMessage;

/** What running code may do. */
export interface ICellApi {
  code: string;
  print(text: string): void;
  /** Asks for input, as the magic or `input()` does. */
  ask(prompt: string): Promise<string>;
  /** Waits until the kernel is interrupted. */
  wait(): Promise<void>;
}

/** Runs code; what it throws is the cell's error. */
export type Run = (cell: ICellApi) => Promise<void> | void;

/** A kernel that runs one request after the other. */
export class WireKernel {
  constructor(private _run: Run = () => undefined) {}

  /** Code of all requests, in the order in which they came; silent ones too. */
  readonly requests: { code: string; silent: boolean }[] = [];
  /** Values of all replies to input requests that came. */
  readonly replies: string[] = [];
  /** Replies that came while nobody waited for one. */
  readonly stale: string[] = [];
  count = 0;

  /** Code that was not sent silently. */
  get codes(): string[] {
    return this.requests.filter(one => !one.silent).map(({ code }) => code);
  }

  /** A connection of a page to it. */
  connect(name = 'python3'): Kernel.IKernelConnection {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const kernel = this;
    class Socket {
      constructor() {
        kernel._socket = this;
        setTimeout(() => this.onopen());
      }
      onopen: () => void = () => undefined;
      onmessage: (event: { data: Message }) => void = () => undefined;
      onclose: (event: object) => void = () => undefined;
      onerror: (event: object) => void = () => undefined;
      protocol = '';
      send(msg: Message) {
        kernel._receive(msg);
      }
      close() {
        kernel._socket = null;
      }
    }
    return new KernelConnection({
      model: { id: 'kernel-1', name },
      serverSettings: ServerConnection.makeSettings({
        WebSocket: Socket as unknown as typeof WebSocket,
        fetch: () => Promise.resolve(new Response('{}', { status: 204 })),
        serializer: {
          serialize: ((msg: Message) => msg) as never,
          deserialize: ((data: Message) => data) as never
        }
      })
    });
  }

  /** Interrupts what runs, as SIGINT does. */
  interrupt(): void {
    this._answer = null;
    this._interrupt(new Error('KeyboardInterrupt'));
  }

  /** Cuts the connection; Lab makes a new one. */
  drop(): void {
    const socket = this._socket;
    this._socket = null;
    socket?.onclose({});
  }

  /** The kernel's session: set another one for another life. */
  life = 'kernel-session';

  /** Tells a status, as the server does at a restart. */
  status(execution_state: string): void {
    this._send('iopub', 'status', { execution_state }, null);
  }

  private _receive(msg: Message): void {
    switch (msg.header.msg_type) {
      case 'kernel_info_request':
        this._send('iopub', 'status', { execution_state: 'busy' }, msg);
        this._send('shell', 'kernel_info_reply', INFO, msg);
        this._send('iopub', 'status', { execution_state: 'idle' }, msg);
        break;
      case 'execute_request':
        this._received.add(msg);
        this._queue = this._queue.then(() =>
          this._execute(msg as KernelMessage.IExecuteRequestMsg)
        );
        break;
      case 'input_reply': {
        const { value } = msg.content as { value: string };
        this.replies.push(value);
        if (this._answer) {
          this._answer(value);
          this._answer = null;
        } else {
          this.stale.push(value);
        }
        break;
      }
    }
  }

  private async _execute(msg: KernelMessage.IExecuteRequestMsg): Promise<void> {
    const { code, silent = false, stop_on_error } = msg.content;
    // As long as a turn of the loop of a real kernel.
    await new Promise(resolve => setTimeout(resolve, 1));
    this._received.delete(msg);
    if (this._failed.has(msg)) {
      this._send('shell', 'execute_reply', { status: 'aborted' }, msg);
      this._send('iopub', 'status', { execution_state: 'idle' }, msg);
      return;
    }
    this.requests.push({ code, silent });
    this._send('iopub', 'status', { execution_state: 'busy' }, msg);
    if (!silent) {
      this.count += 1;
      this._send(
        'iopub',
        'execute_input',
        { code, execution_count: this.count },
        msg
      );
    }
    const ask = (prompt: string) => {
      const answer = this._until<string>(resolve => {
        this._answer = resolve;
      });
      this._send('stdin', 'input_request', { prompt, password: false }, msg);
      return answer;
    };
    const base = { execution_count: this.count };
    let reply: object = {
      ...base,
      status: 'ok',
      user_expressions: {},
      payload: []
    };
    try {
      if (!silent) {
        await this._run({
          code,
          ask,
          wait: () => this._until<void>(() => undefined),
          print: text =>
            this._send('iopub', 'stream', { name: 'stdout', text }, msg)
        });
      }
    } catch (reason) {
      const evalue = (reason as Error).message;
      const failure = { ename: 'Error', evalue, traceback: [evalue] };
      this._send('iopub', 'error', failure, msg);
      reply = { ...base, status: 'error', ...failure };
      if (stop_on_error) {
        // A kernel aborts what it has received by now.
        await new Promise(resolve => setTimeout(resolve, 1));
        this._received.forEach(one => this._failed.add(one));
      }
    }
    this._send('shell', 'execute_reply', reply, msg);
    this._send('iopub', 'status', { execution_state: 'idle' }, msg);
  }

  /** A promise that an interrupt rejects. */
  private _until<T>(begin: (resolve: (value: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this._interrupt = reject;
      begin(resolve);
    });
  }

  private _send(
    channel: string,
    msgType: string,
    content: object,
    parent: Message | null
  ): void {
    this._socket?.onmessage({
      data: KernelMessage.createMessage({
        channel,
        msgType,
        content,
        session: this.life,
        username: 'kernel',
        parentHeader: parent?.header,
        metadata: {}
      } as never)
    });
  }

  private _answer: ((value: string) => void) | null = null;
  private _interrupt: (reason: Error) => void = () => undefined;
  private _failed = new Set<Message>();
  private _queue: Promise<void> = Promise.resolve();
  /** Requests that wait. */
  private _received = new Set<Message>();
  private _socket: {
    onmessage(event: { data: Message }): void;
    onclose(event: object): void;
  } | null = null;
}

const INFO = {
  status: 'ok',
  protocol_version: '5.3',
  implementation: 'ipython',
  implementation_version: '8',
  banner: '',
  help_links: [],
  language_info: {
    name: 'python',
    version: '3.11',
    mimetype: 'text/x-python',
    file_extension: '.py'
  }
};

/** Waits until something holds, or fails after a second. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 400) {
      throw new Error(`It never came: ${holds}`);
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** Mutes what Lab's connections tell about themselves. */
export function quiet(): void {
  jest.spyOn(console, 'debug').mockImplementation(() => undefined);
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
}
