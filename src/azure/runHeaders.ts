import { IRunTag } from '../core/ledger';

const ID = 'x-synapse-run';
const INFO = 'x-synapse-run-info';
const AGAIN = 'x-synapse-run-again';

/** The headers by which the proxy keeps a record of a write. */
export const RUN_HEADERS: readonly string[] = [ID, INFO, AGAIN];

/** The record of a write as headers; their meaning is in docs/runs.md. */
export function runHeaders(
  { id, ...info }: IRunTag,
  again: boolean
): Record<string, string> {
  return {
    [ID]: id,
    // A header is Latin-1 at most, and paths of notebooks are not.
    [INFO]: encodeURIComponent(JSON.stringify(info)),
    ...(again && { [AGAIN]: 'yes' })
  };
}
