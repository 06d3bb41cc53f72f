import { FRAME_FILE } from './frame';
import { DRIVER } from './frameDriver';
import { StatementKind } from './livy';
import { pythonText } from './pythonText';
import { oneStatement, SQL_FILE } from './sqlStatement';

/** What becomes the statement of an `-o` cell. */
export interface IFrameStatement {
  /** Random, and the same for each try of one run. */
  id: string;
  name: string;
  /** Rows at most. */
  rows: number;
  /** Characters of base64 that may come with the statement itself. */
  inline: number;
}

/**
 * The Python statement that runs a cell, collects its frame, and prints what
 * `FrameSieve` reads. One statement: nothing is run twice.
 *
 * #### Notes
 * Livy's own magics (`%table`, `%json`, `%matplot`) at the end of a cell stay
 * its last lines, which Livy's shell looks for them in.
 */
export function frameStatement(
  code: string,
  kind: StatementKind,
  { id, name, rows, inline }: IFrameStatement
): string {
  const isSql = kind === 'sql';
  const [body, magics] = isSql ? [oneStatement(code), ''] : withoutMagics(code);
  const file = isSql ? SQL_FILE : FRAME_FILE;
  return (
    // `frameNameOf` reads it.
    `# %%synapse -o ${name} (frame ${id})\n` +
    `exec(compile(${pythonText(DRIVER)}, ${pythonText(file)}, "exec"), {` +
    `"id": ${pythonText(id)}, "name": ${pythonText(name)}, "rows": ${rows}, ` +
    `"inline": ${inline}, "names": globals(), ` +
    `"code": ${isSql ? 'None' : pythonText(body)}, ` +
    `"query": ${isSql ? pythonText(body) : 'None'}})\n${magics}`
  );
}

/** Prints a piece of a frame that the driver holds. May be sent again. */
export function pieceStatement(
  id: string,
  start: number,
  size: number
): string {
  return `__import__("sys").modules["_synapse_frames"].send(${pythonText(id)}, ${start}, ${size})`;
}

/**
 * Lets the driver forget a frame. May be sent again, and prints nothing where
 * there is none (`id` then stands in for `free`).
 */
export function freeStatement(id: string): string {
  return `getattr(__import__("sys").modules.get("_synapse_frames"), "free", id)(${pythonText(id)}) and None`;
}

/** A cell, and the magics of Livy that end it. */
function withoutMagics(code: string): [string, string] {
  const lines = code.trimEnd().split('\n');
  let at = lines.length;
  while (/^%(?:table|json|matplot)\b/.test(lines[at - 1] ?? '')) {
    at--;
  }
  return [lines.slice(0, at).join('\n'), lines.slice(at).join('\n')];
}
