/** Where the Python of a cell runs, and where it stands in the cell. */
export interface ICellPython {
  place: 'spark' | 'kernel';
  /** As long as that part of the cell, and its places are the same. */
  text: string;
  /** Place of `text` in the cell. */
  offset: number;
}

/** Magics whose body is Python, too. */
const AROUND = /^%%(?:time|timeit|capture|prun)(?![\w%])/;
const SYNAPSE = /^%%synapse(?=[ \t]|$)[ \t]*(\S*)/;

/**
 * The Python of a code cell; null when it holds none. A `%%synapse` cell with
 * options but no word for a language is pyspark, see `magicParser`.
 *
 * #### Notes
 * IPython's own lines (`%pip`, `!ls`) become comments of the same length, so
 * that a parser of Python reads what stands beside them.
 */
export function cellPython(source: string): ICellPython | null {
  let offset = 0;
  for (;;) {
    const end = source.indexOf('\n', offset);
    const line = source.slice(offset, end < 0 ? undefined : end).trim();
    const next = end < 0 ? source.length : end + 1;
    if (!line && end >= 0) {
      offset = next;
      continue;
    }
    const synapse = SYNAPSE.exec(line);
    if (synapse) {
      const isPython = /^(?:|-.*|pyspark|python)$/i.test(synapse[1]);
      return isPython
        ? { place: 'spark', text: source.slice(next), offset: next }
        : null;
    }
    if (!line.startsWith('%%')) {
      break;
    }
    if (!AROUND.test(line)) {
      return null;
    }
    offset = next;
  }
  const text = source.slice(offset).replace(/^([ \t]*)[%!](?=[\w%!])/gm, '$1#');
  return { place: 'kernel', text, offset };
}
