import { ICellShape } from './lintShape';
import { ILiteral, literalsOf, nodesOf } from './lintTree';
import { ILintFix, ILintMark, INotebookNames, ISyntaxNode } from './lintTypes';

const WHY = 'The body of a %%synapse cell is not expanded';

/** `$name` and `{name}` of the local kernel in a body that Spark gets as it is. */
export function lintNotExpanded(
  root: ISyntaxNode,
  text: string,
  names: INotebookNames
): ILintMark[] {
  const found: ILintMark[] = [];
  for (const node of nodesOf(root)) {
    const match =
      node.name === '⚠' && text[node.from] === '$'
        ? /^\$\{?([A-Za-z_]\w*)\}?/.exec(text.slice(node.from, node.from + 100))
        : null;
    if (match) {
      found.push(
        markOf(node.from, node.from + match[0].length, match, [
          {
            label: `Write ${match[1]}`,
            changes: [
              {
                from: node.from,
                to: node.from + match[0].length,
                insert: match[1]
              }
            ]
          }
        ])
      );
    }
  }
  const isTemplate = /\.format(?:_map)?\(|\bTemplate\(/.test(text);
  for (const literal of literalsOf(root, text)) {
    if (!literal.prefix.includes('f')) {
      found.push(...inLiteral(literal, names, isTemplate));
    }
  }
  return found;
}

/** The same in the text of `%%synapse sql`. */
export function lintSql(
  source: string,
  { bodyFrom }: ICellShape,
  { local }: INotebookNames
): ILintMark[] {
  const body = source.slice(bodyFrom);
  return [...body.matchAll(/\$\{?([A-Za-z_]\w*)\}?|\{([A-Za-z_]\w*)\}/g)]
    .filter(match => local.has(match[1] ?? match[2]))
    .map(match => {
      const from = bodyFrom + match.index;
      return markOf(from, from + match[0].length, match, []);
    });
}

function inLiteral(
  literal: ILiteral,
  { local, remote }: INotebookNames,
  isTemplate: boolean
): ILintMark[] {
  const { node, text, from } = literal;
  const pattern =
    /(?<![\\$\w])\$\{?([A-Za-z_]\w*)\}?|(?<![${])\{([A-Za-z_]\w*)\}(?!\})/g;
  const matches = [...text.matchAll(pattern)].filter(match => {
    const name = match[1] ?? match[2];
    return match[1]
      ? local.has(name)
      : !isTemplate && local.has(name) && !remote.has(name);
  });
  const braces = (text.match(/[{}]/g) ?? []).length;
  const own = matches.filter(([found]) => /[{}]/.test(found)).length * 2;
  const canFormat = braces === own && !literal.prefix;
  return matches.map(match => {
    const name = match[1] ?? match[2];
    const isAll = match[0] === text;
    const fix: ILintFix = isAll
      ? {
          label: `Write ${name}`,
          changes: [{ from: node.from, to: node.to, insert: name }]
        }
      : {
          label: 'Make it an f-string',
          changes: [
            { from: node.from, to: node.from, insert: 'f' },
            ...matches.map(one => ({
              from: from + one.index,
              to: from + one.index + one[0].length,
              insert: `{${one[1] ?? one[2]}}`
            }))
          ]
        };
    return markOf(
      from + match.index,
      from + match.index + match[0].length,
      match,
      isAll || canFormat ? [fix] : []
    );
  });
}

function markOf(
  from: number,
  to: number,
  match: readonly string[],
  fixes: ILintFix[]
): ILintMark {
  const name = match[1] ?? match[2];
  return {
    from,
    to,
    rule: 'notExpanded',
    severity: 'warning',
    message: `${WHY}: Spark gets ${match[0]} as it is. Assign ${name} in a %%synapse cell and use it as a variable.`,
    fixes
  };
}
