import { ICellShape } from './lintShape';
import { literalsOf } from './lintTree';
import { ILintMark, ISyntaxNode } from './lintTypes';

const HTML =
  /^<\/?(?:a|abbr|b|big|blockquote|body|br|button|center|code|dd|details|div|dl|dt|em|fieldset|figure|font|footer|form|frame|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|mark|meta|nav|object|ol|option|p|pre|s|script|section|select|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|video)\b/i;

/** `<resource group>`: an example's own words where a value belongs. */
export function lintPlaceholders(
  shape: ICellShape,
  root: ISyntaxNode | null,
  text: string
): ILintMark[] {
  const inMagics = shape.magics.flatMap(({ argumentsFrom, arguments: words }) =>
    [...words.matchAll(/<[A-Za-z][^<>\n]*>/g)].map(match =>
      markOf(argumentsFrom + match.index, match[0])
    )
  );
  const inTexts = (root ? literalsOf(root, text) : [])
    .filter(
      ({ text, node }) =>
        node.name === 'String' &&
        /^<[A-Za-z][\w .,'-]*>$/.test(text) &&
        !HTML.test(text)
    )
    .map(({ from, text }) => markOf(from, text));
  return [...inMagics, ...inTexts];
}

function markOf(from: number, found: string): ILintMark {
  return {
    from,
    to: from + found.length,
    rule: 'placeholders',
    severity: 'warning',
    message: `${found} stands for a value of yours: write it here, without < and >.`,
    fixes: []
  };
}
