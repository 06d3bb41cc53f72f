import { ISyntaxNode } from './lintTypes';

/** All nodes below and with one, in the order of the text. */
export function* nodesOf(root: ISyntaxNode): Generator<ISyntaxNode> {
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    yield node;
    stack.push(...childrenOf(node).reverse());
  }
}

export function childrenOf(node: ISyntaxNode): ISyntaxNode[] {
  const found: ISyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    found.push(child);
  }
  return found;
}

/** What a literal says. */
export interface ILiteral {
  node: ISyntaxNode;
  /** `f`, `r` …, lower case. */
  prefix: string;
  from: number;
  to: number;
  /** Between the quotes, escapes as they are written. */
  text: string;
}

/** A string literal; null for all other nodes. */
export function literalOf(node: ISyntaxNode, text: string): ILiteral | null {
  if (node.name !== 'String' && node.name !== 'FormatString') {
    return null;
  }
  const source = text.slice(node.from, node.to);
  const match = /^([a-z]*)("""|'''|"|')/i.exec(source);
  if (
    !match ||
    !source.endsWith(match[2]) ||
    source.length < match[0].length + match[2].length
  ) {
    return null;
  }
  const from = node.from + match[0].length;
  const to = node.to - match[2].length;
  return {
    node,
    prefix: match[1].toLowerCase(),
    from,
    to,
    text: text.slice(from, to)
  };
}

/** All string literals of a tree. */
export function literalsOf(root: ISyntaxNode, text: string): ILiteral[] {
  return [...nodesOf(root)]
    .map(node => literalOf(node, text))
    .filter(literal => literal !== null);
}

/** A name and the one value that is assigned to it. */
export interface IAssignment {
  name: string;
  value: ISyntaxNode;
}

/** `name = value`, also with a type, and `name=value` of a call. */
export function assignmentsOf(root: ISyntaxNode, text: string): IAssignment[] {
  const found: IAssignment[] = [];
  for (const node of nodesOf(root)) {
    if (node.name !== 'AssignStatement' && node.name !== 'ArgList') {
      continue;
    }
    const children = childrenOf(node);
    children.forEach((operator, at) => {
      const [target, value] = [children[at - 1], children[at + 1]];
      if (operator.name !== 'AssignOp' || !target || !value) {
        return;
      }
      const named = target.name === 'TypeDef' ? children[at - 2] : target;
      const isLast = node.name === 'ArgList' || !children[at + 2];
      if (named?.name === 'VariableName' && isLast) {
        found.push({ name: text.slice(named.from, named.to), value });
      }
    });
  }
  return found;
}
