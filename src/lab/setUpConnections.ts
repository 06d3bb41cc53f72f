import { IConnection } from '../core/connection';
import { problemOf } from '../core/errors';
import { Latest } from './latest';
import type { SetUpAssistant } from './setUpAssistant';

/** The connections that can be set up, and the change from one to another. */
export class SetUpConnections {
  constructor(private _assistant: SetUpAssistant) {}

  all: readonly { id: string; label: string }[] = [];
  /** Whether the one that is set up is to this computer. */
  isLocal = false;

  /** Lists them, and takes the last one, or one that can be used. */
  async load(): Promise<void> {
    const { connections, store } = this._assistant.options;
    const isLatest = this._latest.begin();
    const known = (await connections()).filter(
      ({ armEndpoint, kind }) => kind !== 'livy' && armEndpoint !== null
    );
    const last = await store.connection();
    this._known = known;
    this.all = known.map(({ id, label }) => ({ id, label }));
    const first =
      known.find(({ id }) => id === last) ??
      known.find(({ available, signedIn }) => available && signedIn) ??
      known.find(({ available }) => available) ??
      known[0];
    if (first && isLatest()) {
      await this.connect(first.id);
    } else {
      this._assistant.update();
    }
  }

  /**
   * Sets up over a connection, unless something is being sent. Never rejects.
   * Another call takes over from one that still waits.
   */
  async connect(id: string): Promise<void> {
    const assistant = this._assistant;
    const known = this._known.find(one => one.id === id);
    if (!known || assistant.isSending) {
      return;
    }
    const isLatest = this._latest.begin();
    this._asked = id;
    const kept = await assistant.options.store.read(id);
    if (!isLatest() || assistant.isSending) {
      return;
    }
    this.isLocal = known.kind === 'local';
    assistant.begin(id, kept);
    try {
      await this._reach(known, isLatest);
    } catch (reason) {
      if (isLatest()) {
        assistant.problems.set('account', problemOf(reason));
      }
    }
    if (isLatest()) {
      assistant.update();
      void assistant.plans.resume();
      await assistant.settled();
    }
  }

  /** Tries the connection again that was asked for last. Never rejects. */
  async again(): Promise<void> {
    if (this._asked !== null) {
      await this.connect(this._asked);
    }
  }

  /** Makes sure that it answers, and finds out who is signed in. */
  private async _reach(
    known: IConnection,
    isLatest: () => boolean
  ): Promise<void> {
    const assistant = this._assistant;
    await assistant.options.ready?.(known);
    const azure = isLatest() ? await assistant.options.azure() : null;
    if (azure && isLatest()) {
      await assistant.signedIn.ask(known.id);
      if (isLatest()) {
        assistant.arm = azure.setUp(known.id);
      }
    }
  }

  private _asked: string | null = null;
  private _known: readonly IConnection[] = [];
  private readonly _latest = new Latest();
}
