import { ICellModel } from '@jupyterlab/cells';
import { usesMagics } from '../core/usesMagics';

/** What is needed of a notebook's model. */
export interface IMagicDocument {
  readonly cells: Iterable<ICellModel>;
  getMetadata(key: string): unknown;
}

const known = new WeakSet<object>();

/**
 * Whether a notebook uses Spark through this extension: it has a pool, or a
 * cell with a magic. Once it does, it is taken to do so for as long as it is
 * open.
 */
export function usesSynapse(document: IMagicDocument): boolean {
  if (known.has(document)) {
    return true;
  }
  const metadata = document.getMetadata('synapse') as
    { target?: unknown } | null | undefined;
  let found = Boolean(metadata?.target);
  for (const { type, sharedModel } of found ? [] : document.cells) {
    if (type === 'code' && usesMagics(sharedModel.getSource())) {
      found = true;
      break;
    }
  }
  if (found) {
    known.add(document);
  }
  return found;
}
