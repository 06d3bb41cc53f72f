import { IOutputs } from '../core/ports';
import { StatementError, SynapseError, problemOf } from '../core/errors';
import { MagicValue } from '../core/sessionMeta';
import { problemText } from '../core/problemText';

/** What a magic was asked to do. */
export interface IMagicRequest {
  /** All after `%synapse` or `%%synapse`. */
  line: string;
  /** The body of a cell magic; null for a line magic. */
  cell: string | null;
}

/** Runs a magic: publishes its output, resolves to its value, or rejects. */
export type RunMagic = (
  request: IMagicRequest,
  outputs: IOutputs,
  signal: AbortSignal
) => Promise<MagicValue>;

/** How a magic ended, as Jupyter's replies have it. */
export type MagicOutcome =
  | { status: 'ok'; value: MagicValue }
  | { status: 'error'; ename: string; evalue: string; traceback: string[] };

/** Runs and never rejects: a failure becomes an outcome. */
export async function outcomeOf(
  run: () => Promise<MagicValue>
): Promise<MagicOutcome> {
  try {
    return { status: 'ok', value: await run() };
  } catch (reason) {
    return failure(reason);
  }
}

/** A thrown value as an error reply, worded for the cell. */
export function failure(
  reason: unknown
): Extract<MagicOutcome, { status: 'error' }> {
  if (reason instanceof StatementError) {
    const { ename, evalue, traceback } = reason;
    return {
      status: 'error',
      ename,
      evalue,
      traceback: traceback.length
        ? [...traceback]
        : [evalue ? `${ename}: ${evalue}` : ename]
    };
  }
  const problem = problemOf(reason);
  const evalue = problemText(problem);
  const ename =
    reason instanceof SynapseError && problem.kind === 'usage'
      ? // IPython prints its own UsageError as one line, without a traceback.
        'UsageError'
      : problem.kind === 'cancelled'
        ? 'Cancelled'
        : 'SynapseError';
  return { status: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] };
}
