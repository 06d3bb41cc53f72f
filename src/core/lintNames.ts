import { cellShape } from './lintShape';
import { childrenOf, nodesOf } from './lintTree';
import { INotebookNames, ISyntaxNode, ParsePython } from './lintTypes';

/** What one cell tells about names. */
export interface ICellNames {
  isRemote: boolean;
  bound: ReadonlySet<string>;
  /** What `-o` brings to the kernel; null: nothing. */
  brought: string | null;
  hasHidden: boolean;
}

/** Names that a cell binds, anywhere in it: more than Python would. */
export function cellNames(source: string, parse: ParsePython): ICellNames {
  const { cellMagic, python, language } = cellShape(source);
  const isRemote = cellMagic !== null && isRun(cellMagic.arguments);
  const bound =
    language === 'python' && python.trim()
      ? boundNames(parse(python), python)
      : new Set<string>();
  return {
    isRemote,
    bound,
    brought:
      /(?:^|\s)(?:-o\s*|--output[=\s]\s*)(\w+)/.exec(
        cellMagic?.arguments ?? ''
      )?.[1] ?? null,
    hasHidden:
      !isRemote &&
      (bound.has('*') ||
        /^\s*%(?:run|load|store|pylab|autocall)\b|\b(?:exec|globals|locals|user_ns)\b|^\s*%%capture\s+\w/m.test(
          source
        ))
  };
}

/** What all cells of a notebook tell together. */
export function notebookNames(cells: Iterable<ICellNames>): INotebookNames {
  const local = new Set<string>();
  const remote = new Set<string>();
  let hasRemoteCells = false;
  let hasHiddenNames = false;
  for (const { isRemote, bound, brought, hasHidden } of cells) {
    if (brought) {
      local.add(brought);
    }
    bound.forEach(name => (isRemote ? remote : local).add(name));
    hasRemoteCells ||= isRemote;
    hasHiddenNames ||= hasHidden;
  }
  return { local, remote, hasRemoteCells, hasHiddenNames };
}

function isRun(words: string): boolean {
  return !/^\s*start\b/i.test(words);
}

const TARGETS = /^(?:TupleExpression|ParenthesizedExpression|ArrayExpression)$/;

/** Names that are bound below a node; `*` for `import *`. */
export function boundNames(root: ISyntaxNode, text: string): Set<string> {
  const found = new Set<string>();
  const add = (node: ISyntaxNode | undefined): void => {
    if (node?.name === 'VariableName') {
      found.add(text.slice(node.from, node.to));
    } else if (node && TARGETS.test(node.name)) {
      childrenOf(node).forEach(add);
    }
  };
  for (const node of nodesOf(root)) {
    const children = childrenOf(node);
    switch (node.name) {
      case 'AssignStatement': {
        const last = children.findLastIndex(({ name }) => name === 'AssignOp');
        children.slice(0, last).forEach(add);
        break;
      }
      case 'UpdateStatement':
      case 'NamedExpression':
      case 'CapturePattern':
        add(children[0]);
        break;
      case 'ImportStatement': {
        if (children.some(({ name }) => name === '*')) {
          found.add('*');
        }
        children.filter(({ name }) => name === 'VariableName').forEach(add);
        break;
      }
      case 'FunctionDefinition':
      case 'ClassDefinition':
        add(children.find(({ name }) => name === 'VariableName'));
        break;
      case 'ParamList':
        children.forEach((child, at) => {
          if (children[at - 1]?.name !== 'AssignOp') {
            add(child);
          }
        });
        break;
      case 'ScopeStatement':
        children.forEach(add);
        break;
      default:
        addAround(node.name, children, add);
    }
  }
  return found;
}

/** `for … in`, `with … as` and `except … as`. */
function addAround(
  name: string,
  children: readonly ISyntaxNode[],
  add: (node: ISyntaxNode) => void
): void {
  if (name === 'ForStatement' || /Comprehension/.test(name)) {
    let isTarget = false;
    for (const child of children) {
      isTarget = child.name === 'for' || (isTarget && child.name !== 'in');
      if (isTarget) {
        add(child);
      }
    }
  }
  if (name === 'WithStatement' || name === 'TryStatement') {
    children.forEach((child, at) => {
      if (children[at - 1]?.name === 'as') {
        add(child);
      }
    });
  }
}
