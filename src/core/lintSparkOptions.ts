import { childrenOf, literalOf, nodesOf } from './lintTree';
import { ILintMark, ISyntaxNode } from './lintTypes';
import {
  formatsWith,
  isSparkFormat,
  isSparkOption,
  nearestOption,
  SparkFormat
} from './sparkOptions';

/**
 * `option("recursiveFileLook", …)` and the like: Spark ignores options that it
 * does not know. Only in chains that read or write a format that is known.
 */
export function lintSparkOptions(root: ISyntaxNode, text: string): ILintMark[] {
  const found: ILintMark[] = [];
  for (const node of nodesOf(root)) {
    if (node.name !== 'CallExpression') {
      continue;
    }
    const method = methodOf(node, text);
    if (method !== 'option' && method !== 'options') {
      continue;
    }
    const format = formatOf(node, text);
    if (!format) {
      continue;
    }
    for (const { from, to, name } of namesIn(node, method, text)) {
      if (!isSparkOption(name, format)) {
        found.push(markOf(from, to, name, format));
      }
    }
  }
  return found;
}

/** The method that a call calls; empty for a function. */
function methodOf(call: ISyntaxNode, text: string): string {
  const callee = call.firstChild;
  const name = callee && childrenOf(callee).at(-1);
  return callee?.name === 'MemberExpression' && name?.name === 'PropertyName'
    ? text.slice(name.from, name.to)
    : '';
}

/** The format of the chain that a call is a part of; null: not known. */
function formatOf(call: ISyntaxNode, text: string): SparkFormat | null {
  let top = call;
  while (
    top.parent &&
    /^(?:MemberExpression|CallExpression)$/.test(top.parent.name) &&
    top.parent.firstChild?.from === top.from
  ) {
    top = top.parent;
  }
  let format: string | null = null;
  let isReader = false;
  for (let node: ISyntaxNode | null = top; node; node = node.firstChild) {
    if (node.name === 'MemberExpression') {
      const name = childrenOf(node).at(-1);
      isReader ||=
        !!name &&
        /^(?:read|write|readStream|writeStream)$/.test(
          text.slice(name.from, name.to)
        );
    }
    if (node.name === 'CallExpression' && !isReader) {
      const method = methodOf(node, text);
      if (method === 'format') {
        format = firstText(node, text);
      } else if (isSparkFormat(method)) {
        format ??= method;
      }
    }
  }
  return isReader && format && isSparkFormat(format) ? format : null;
}

function argumentsOf(call: ISyntaxNode): ISyntaxNode[] {
  const list = childrenOf(call).find(({ name }) => name === 'ArgList');
  return list ? childrenOf(list) : [];
}

function firstText(call: ISyntaxNode, text: string): string | null {
  const first = argumentsOf(call)[1];
  return first ? (literalOf(first, text)?.text ?? null) : null;
}

function namesIn(
  call: ISyntaxNode,
  method: 'option' | 'options',
  text: string
): { from: number; to: number; name: string }[] {
  const given = argumentsOf(call);
  if (method === 'option') {
    const literal = given[1] ? literalOf(given[1], text) : null;
    return literal && literal.node.name === 'String'
      ? [{ from: literal.from, to: literal.to, name: literal.text }]
      : [];
  }
  return given
    .filter(
      ({ name }, at) =>
        name === 'VariableName' && given[at + 1]?.name === 'AssignOp'
    )
    .map(({ from, to }) => ({ from, to, name: text.slice(from, to) }));
}

function markOf(
  from: number,
  to: number,
  name: string,
  format: SparkFormat
): ILintMark {
  const near = nearestOption(name, format);
  const others = formatsWith(name);
  return {
    from,
    to,
    rule: 'sparkOptions',
    severity: 'warning',
    message:
      `Spark 3.5 ignores ${name}: ${format} has no such option.` +
      (near
        ? ` Did you mean ${near}?`
        : others.length
          ? ` ${others.join(' and ')} ${others.length > 1 ? 'have' : 'has'} it.`
          : ''),
    fixes: near
      ? [{ label: `Write ${near}`, changes: [{ from, to, insert: near }] }]
      : []
  };
}
