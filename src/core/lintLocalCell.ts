import { boundNames } from './lintNames';
import { childrenOf, nodesOf } from './lintTree';
import { ILintMark, INotebookNames, ISyntaxNode } from './lintTypes';

/** Names that every kernel has, so that a cell may use them unbound. */
const BUILTINS =
  /^(?:_+\w*|In|Out|exit|quit|display|get_ipython|abs|all|any|bin|bool|bytes|callable|chr|dict|dir|divmod|enumerate|eval|filter|float|format|getattr|hasattr|hash|help|hex|id|input|int|isinstance|iter|len|list|map|max|min|next|object|oct|open|ord|pow|print|range|repr|reversed|round|set|setattr|slice|sorted|str|sum|super|tuple|type|vars|zip|[A-Z]\w*(?:Error|Exception|Warning))$/;

/** Given by Spark itself in a session. */
const SESSION = new Set(['spark', 'sc', 'sqlContext']);

/**
 * A cell of the local kernel that uses a variable which only the Spark
 * session has: `%%synapse` was forgotten. Only where nothing in the notebook's
 * local cells could have given the kernel that name.
 */
export function lintLocalCell(
  root: ISyntaxNode,
  text: string,
  { local, remote, hasRemoteCells, hasHiddenNames }: INotebookNames,
  canInsert: boolean
): ILintMark[] {
  if (!hasRemoteCells || hasHiddenNames) {
    return [];
  }
  const bound = boundNames(root, text);
  for (const node of nodesOf(root)) {
    if (node.name !== 'VariableName' || isKeyword(node)) {
      continue;
    }
    const name = text.slice(node.from, node.to);
    if (
      (SESSION.has(name) || remote.has(name)) &&
      !local.has(name) &&
      !bound.has(name) &&
      !BUILTINS.test(name)
    ) {
      return [
        {
          from: node.from,
          to: node.to,
          rule: 'localCell',
          severity: 'info',
          message: `${name} is a variable of the Spark session, and this cell runs in the local kernel. Was %%synapse forgotten?`,
          fixes: canInsert
            ? [
                {
                  label: 'Put %%synapse above',
                  changes: [{ from: 0, to: 0, insert: '%%synapse\n' }]
                }
              ]
            : []
        }
      ];
    }
  }
  return [];
}

/** `name=` of a call, and `del`: no use of a variable. */
function isKeyword(node: ISyntaxNode): boolean {
  const siblings = node.parent ? childrenOf(node.parent) : [];
  const at = siblings.findIndex(({ from }) => from === node.from);
  return (
    node.parent?.name === 'ArgList' && siblings[at + 1]?.name === 'AssignOp'
  );
}
