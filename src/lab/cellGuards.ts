import { IMagicDocument, usesSynapse } from './magicNotebooks';
import { OutputGuard } from './outputGuard';
import { SecretVault } from './secretVault';

/** Makes the guards of cells' outputs. */
export class CellGuards {
  /** What they have masked. */
  readonly vault = new SecretVault();

  /** Whether the user wants secrets to be masked. */
  isOn = true;

  /**
   * For one execution of a cell; null in a console, which is stored nowhere.
   * Cells of notebooks that do not use the magics pass as they are.
   */
  of(cellId: string, document: unknown): OutputGuard | null {
    if (!isMagicDocument(document)) {
      return null;
    }
    this.vault.begin(cellId);
    // Asked with the first output: most cells have none.
    let isOurs: boolean | null = null;
    return new OutputGuard({
      isOn: () => this.isOn && (isOurs ??= usesSynapse(document)),
      onMasked: secrets => this.vault.add(cellId, secrets)
    });
  }
}

function isMagicDocument(document: unknown): document is IMagicDocument {
  return (
    typeof document === 'object' &&
    document !== null &&
    'getMetadata' in document
  );
}
