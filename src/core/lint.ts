import { lintDates } from './lintDates';
import { lintLocalCell } from './lintLocalCell';
import { lintArguments, lintMagics } from './lintMagics';
import { lintNotExpanded, lintSql } from './lintNotExpanded';
import { lintPlaceholders } from './lintPlaceholders';
import { lintSecrets } from './lintSecrets';
import { cellShape } from './lintShape';
import { lintSparkOptions } from './lintSparkOptions';
import { literalsOf } from './lintTree';
import { ILintContext, ILintMark } from './lintTypes';

export * from './lintTypes';

/** Longer cells are left alone: nobody writes them by hand. */
const MAX_LENGTH = 100_000;

/**
 * What in a cell of a notebook will not do what it seems to: known traps of
 * the magics, of lookback windows and of Spark. `source` has `\n` line ends.
 * Marks come in the order of the text; at one place there is one.
 */
export async function lintCell(
  source: string,
  context: ILintContext
): Promise<ILintMark[]> {
  if (source.length > MAX_LENGTH || !source.trim()) {
    return [];
  }
  const { parse, names } = context;
  const written = cellShape(source);
  const { language, python, cellMagic } = written;
  const root = language === 'python' ? parse(python) : null;
  const texts = root ? literalsOf(root, python) : [];
  const shape = {
    ...written,
    // One in a text is no magic.
    magics: written.magics.filter(
      ({ from }) => !texts.some(one => one.from <= from && from < one.to)
    )
  };
  const found = [
    ...lintMagics(source, shape),
    ...lintSecrets(source, shape, root),
    ...lintPlaceholders(shape, root, python),
    ...(root
      ? [
          ...lintDates(root, python),
          ...lintSparkOptions(root, python),
          ...(cellMagic
            ? lintNotExpanded(root, python, names)
            : shape.magics.length
              ? []
              : lintLocalCell(root, python, names, !shape.hasOtherMagics))
        ]
      : []),
    ...(language === 'sql' ? lintSql(source, shape, names) : []),
    ...(await lintArguments(source, shape, context))
  ];
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  return found.filter(
    (mark, at) =>
      !found
        .slice(0, at)
        .some(({ from, to }) => from === mark.from && to === mark.to)
  );
}
