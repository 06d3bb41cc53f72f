import { IFrameRequest } from './frame';
import { StatementKind } from './livy';
import { usageError } from './magicDiagnosis';
import { IMagicArguments } from './magicParser';

/** Python's words that cannot be names (3.8 and later). */
const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del ' +
    'elif else except finally for from global if import in is lambda nonlocal ' +
    'not or pass raise return try while with yield'
  ).split(' ')
);

/** One less than the largest limit of Spark, an Int: one row more is looked for. */
const MOST_ROWS = 2 ** 31 - 2;

/** Kinds of statement whose frames can be brought. */
const KINDS: ReadonlySet<string> = new Set(['pyspark', 'sql']);

/**
 * What `-o` and `--rows` of a `%%synapse` cell ask for; null without `-o`.
 * Throws a `usage` SynapseError.
 */
export function frameRequest(
  { output: written, rows }: IMagicArguments,
  kind: StatementKind
): IFrameRequest | null {
  if (written === undefined) {
    if (rows !== undefined) {
      throw usageError(
        '--rows says how many rows -o brings, and there is no -o.',
        'Add the name of the frame: %%synapse -o df --rows 100'
      );
    }
    return null;
  }
  // As Python reads the names in code: else the variable is another one.
  const output = written.normalize('NFKC');
  if (!isPythonName(output)) {
    throw usageError(
      `argument -o/--output: invalid value: '${written}'`,
      KEYWORDS.has(output)
        ? `${output} is a word of Python. Write another name.`
        : 'Write the name of a variable: letters, digits and _, and no digit first.'
    );
  }
  if (!KINDS.has(kind)) {
    throw usageError(
      `-o brings frames of pyspark and sql cells, and not of ${kind}.`,
      `Make a view in the ${kind} cell, df.createOrReplaceTempView("v"), and bring it from a cell of its own: %%synapse sql -o ${output}`
    );
  }
  if (rows !== undefined && rows > MOST_ROWS) {
    throw usageError(
      `argument --rows: invalid value: '${rows}' (must be ${MOST_ROWS} or less)`,
      'Spark counts to no more rows of one frame. Leave --rows out for the number of the settings.'
    );
  }
  return { name: output, rows: rows ?? null };
}

/** Throws when `-o` or `--rows` stands where no code is run. */
export function refuseFrame(
  { output, rows }: IMagicArguments,
  magic: string,
  word: string
): void {
  if (output !== undefined || rows !== undefined) {
    const option = output === undefined ? '--rows' : '-o';
    throw usageError(
      `${option} does not go with ${`${magic} ${word}`.trim()}.`,
      'It belongs to a cell of code: %%synapse -o df as its first line. The number of executors is -n.'
    );
  }
}

/** Whether Python takes a text as the name of a variable. */
export function isPythonName(text: string): boolean {
  return (
    /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u.test(text) &&
    !KEYWORDS.has(text)
  );
}
