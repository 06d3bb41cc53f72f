import { Latest } from './latest';
import type { ISetUpAssistantOptions, ISetUpIdentity } from './setUpOptions';

const NOBODY: ISetUpIdentity = { account: null, principal: null };

/** Who is signed in on the connection that is set up. */
export class SetUpSignedIn {
  /** `onOther` is called when it is somebody else, or elsewhere. */
  constructor(
    private _ask: ISetUpAssistantOptions['identity'],
    private _onOther: () => void
  ) {}

  identity: ISetUpIdentity = NOBODY;

  /** Whether it is not known yet who it is now. */
  get isAsking(): boolean {
    return this._asking !== null;
  }

  /** It is another connection: what was asked for the last one is not taken. */
  clear(): void {
    this._latest.begin();
    this._asking = null;
    this.identity = NOBODY;
  }

  /** Asks again. Resolves when the latest answer is there; never rejects. */
  ask(connection: string | null): Promise<void> {
    this._asking = this._find(connection, this._latest.begin());
    return this.known();
  }

  /** Resolves when nobody is being asked any more. */
  async known(): Promise<void> {
    while (this._asking) {
      await this._asking;
    }
  }

  private async _find(
    connection: string | null,
    isLatest: () => boolean
  ): Promise<void> {
    // Later, so that the caller knows of it before it is over.
    await Promise.resolve();
    const found =
      connection === null
        ? null
        : await this._ask?.(connection).catch(() => null);
    if (isLatest()) {
      const before = this.identity;
      this._asking = null;
      this.identity = found ?? NOBODY;
      if (isOther(before, this.identity)) {
        this._onOther();
      }
    }
  }

  private _asking: Promise<void> | null = null;
  private readonly _latest = new Latest();
}

/** Whether both are known, and not the same. */
function isOther(
  { principal: one }: ISetUpIdentity,
  { principal: other }: ISetUpIdentity
): boolean {
  return (
    one !== null &&
    other !== null &&
    (one.objectId !== other.objectId || one.tenantId !== other.tenantId)
  );
}
