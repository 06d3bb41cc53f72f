/**
 * The argument line and body of a cell that is one `%%synapse` magic and
 * nothing else, for which the kernel is not needed; null for all other cells.
 *
 * #### Notes
 * `$` or `{` in the line is for IPython to expand, and an empty body is for
 * it to refuse. Blank lines and blanks before the magic are taken, as in
 * IPython 8 (9 no longer takes blanks); a comment line is not. The body is
 * what IPython would pass: CRLF as LF, the magic's own indent removed, a
 * final newline added.
 */
export function pureCell(
  source: string
): { line: string; cell: string } | null {
  const text = source.replace(/\r\n/g, '\n');
  const lines = text.split('\n');
  const at = lines.findIndex(item => item.trim());
  const match = /^([ \t]*)%%synapse(?=[ \t]|$)(.*)$/s.exec(lines[at] ?? '');
  if (!match) {
    return null;
  }
  const [, indent, argumentLine] = match;
  const body = lines
    .slice(at + 1)
    .map(item => (item.startsWith(indent) ? item.slice(indent.length) : item))
    .join('\n');
  if (/[${]/.test(argumentLine) || !body.trim()) {
    return null;
  }
  return {
    line: argumentLine.trim(),
    cell: body.endsWith('\n') ? body : `${body}\n`
  };
}
