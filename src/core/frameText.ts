import { StatementError, SynapseError } from './errors';
import { FRAME_FILE, IFrameHeader, IFrameRefusal, IFrameShape } from './frame';

/** The line below a cell whose frame has come. */
export function frameNote(
  { name, isCut }: Pick<IFrameHeader, 'name' | 'isCut'>,
  { rows, columns }: IFrameShape,
  ms: number
): string {
  const seconds = (ms / 1000).toFixed(ms < 10_000 ? 1 : 0);
  const more = isCut
    ? ` The frame has more rows: --rows N brings up to N of them.`
    : '';
  return `${name}: ${count(rows, 'row')} × ${count(columns, 'column')} in ${seconds} s.${more}\n`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** Why the driver has no frame to give, as an error. */
export function refusedFrame(
  refusal: IFrameRefusal
): SynapseError | StatementError {
  const { name, reason, ename, evalue } = refusal;
  const kept = `The kernel's ${name} is as it was.`;
  switch (reason) {
    case 'missing':
      return new SynapseError({
        kind: 'usage',
        what: `The session has no variable ${name} to bring.`,
        why: kept,
        next: `Assign it in the cell, or write the name of the frame behind -o.`
      });
    case 'type':
      return new SynapseError({
        kind: 'usage',
        what: `${name} is a ${ename} in the session, and no data frame.`,
        why: kept,
        next: 'Make a Spark data frame of it, e.g. with spark.createDataFrame.'
      });
    case 'arrow':
      return new SynapseError({
        kind: 'unsupported',
        what: `The Python of the Spark session has no pyarrow, which brings frames (${evalue}).`,
        why: kept,
        next: 'Add pyarrow to the packages of the pool.'
      });
    default: {
      const lines = refusal.traceback
        .filter(entry => !entry.includes(FRAME_FILE))
        .flatMap(entry => entry.trimEnd().split('\n'));
      return new StatementError(ename, evalue, lines);
    }
  }
}

/** The driver does not hold the frame any more. */
export function lostFrame(name: string): SynapseError {
  return new SynapseError({
    kind: 'session',
    what: `The frame ${name} did not come over, and the session no longer holds it.`,
    why: 'The page was reloaded, or the session has changed meanwhile.',
    next: 'Run the cell again.'
  });
}

/** The statement ended well and told nothing of the frame. */
export function untoldFrame(name: string): SynapseError {
  return new SynapseError({
    kind: 'server',
    what: `The session told nothing of the frame ${name}.`,
    why: 'What the cell printed did not come whole.',
    next: `Run the cell again; if it prints much, bring the frame from a cell of its own: %%synapse -o ${name}`
  });
}
