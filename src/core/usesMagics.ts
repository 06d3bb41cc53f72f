/** A magic of this extension, also with the blank that does not belong there. */
const MAGIC = /^[^\S\n]*(?:[\w.[\]'" ]+=\s*)?%{1,2}[^\S\n]?synapse\b/im;

/** Another way to call it: `run_cell_magic('synapse', …)`. */
const CALL = /\brun_(?:cell|line)_magic\(\s*["']synapse["']/;

/** Whether the source of a cell has a `%synapse` or `%%synapse`. */
export function usesMagics(source: string): boolean {
  return (
    source.includes('synapse') && (MAGIC.test(source) || CALL.test(source))
  );
}
