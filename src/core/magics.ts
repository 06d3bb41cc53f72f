import { StatementKind } from './livy';
import { IStartOptions } from './startOptions';

export type { IStartOptions } from './startOptions';

/** A `%synapse` line or `%%synapse` cell, understood. */
export type SynapseCommand =
  | { name: 'start'; options: IStartOptions; conf: Record<string, string> }
  | { name: 'run'; kind: StatementKind; code: string; start: null }
  | { name: 'stop' | 'meta' | 'status' }
  | { name: 'list'; options: IStartOptions }
  | { name: 'help'; text: string };

/**
 * Understand one magic. `line` is all after `%synapse` or `%%synapse`, as
 * IPython expanded it; `cell` is the body, or null for a line magic. Rejects
 * with a `usage` SynapseError.
 */
export async function parseMagic(
  _line: string,
  _cell: string | null
): Promise<SynapseCommand> {
  throw new Error('Not written yet.');
}

/**
 * The argument line and body of a cell that is one `%%synapse` magic and
 * nothing else, for which the kernel is not needed; null for all other cells.
 */
export function pureCell(
  _source: string
): { line: string; cell: string } | null {
  return null;
}

/** What `%synapse help` prints. */
export const USAGE: string = '';
