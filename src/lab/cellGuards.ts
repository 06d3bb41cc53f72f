import { KernelMessage } from '@jupyterlab/services';
import { loadOnce } from '../core/loadOnce';
import { IMagicDocument, usesSynapse } from './magicNotebooks';
import type { IOPubHandler, IOutputGuard, OutputGuard } from './outputGuard';
import { SecretVault } from './secretVault';

/** Loads the code that knows secrets. */
export type LoadGuard = () => Promise<typeof OutputGuard>;

/** First and longest pause between two tries to load that code, ms. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;

/** Makes the guards of cells' outputs. */
export class CellGuards {
  constructor(load: LoadGuard) {
    this._load = loadOnce(load);
  }

  /** What they have masked. */
  readonly vault = new SecretVault();

  /** Whether the user wants secrets to be masked. */
  isOn = true;

  /**
   * For one execution of a cell; null in a console, which is stored nowhere.
   * Cells of notebooks that do not use the magics pass as they are.
   */
  of(cellId: string, document: unknown): IOutputGuard | null {
    if (!isMagicDocument(document)) {
      return null;
    }
    this.vault.begin(cellId);
    // Asked with the first output: most cells have none.
    let isOurs: boolean | null = null;
    const isOn = () => this.isOn && (isOurs ??= usesSynapse(document));
    let guard: OutputGuard | null = null;
    const make = async (): Promise<OutputGuard | null> => {
      const Guard = await this._patiently(isOn);
      guard =
        Guard &&
        new Guard({
          isOn,
          onMasked: secrets => this.vault.add(cellId, secrets)
        });
      return guard;
    };
    const pass = (
      msg: KernelMessage.IIOPubMessage,
      next: IOPubHandler
    ): void | PromiseLike<void> => {
      if (guard || !isOn()) {
        return guard ? guard.pass(msg, next) : next(msg);
      }
      // Whoever delivers messages waits for each: none overtakes this one.
      return make().then(guard => (guard ? guard.pass(msg, next) : next(msg)));
    };
    return { pass, end: next => guard?.end(next) };
  }

  /**
   * The code, however long its server is away: an output that nobody has
   * looked through must not get into the notebook, and without a server none
   * is saved. Null when the user turns masking off meanwhile.
   */
  private async _patiently(
    isOn: () => boolean
  ): Promise<typeof OutputGuard | null> {
    for (
      let pause = FIRST_PAUSE;
      isOn();
      pause = Math.min(LONGEST_PAUSE, pause * 2)
    ) {
      try {
        return await this._load();
      } catch {
        await new Promise(resolve => window.setTimeout(resolve, pause));
      }
    }
    return null;
  }

  private _load: LoadGuard;
}

function isMagicDocument(document: unknown): document is IMagicDocument {
  return (
    typeof document === 'object' &&
    document !== null &&
    'getMetadata' in document
  );
}
