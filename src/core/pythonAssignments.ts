import { ISyntaxNode, ParsePython } from './pythonSyntax';

export type { ISyntaxNode, ParsePython };

/** A literal, where it stands in the text. */
export interface IPythonLiteral {
  type: 'text' | 'whole' | 'decimal';
  value: string | number;
  from: number;
  to: number;
}

/** One assignment to a variable, at the level of the module. */
export interface IPythonAssignment {
  name: string;
  /** The value as written, clipped; empty when there is none. */
  source: string;
  /** Name and value as written, in one clipped line, for showing. */
  statement: string;
  /** Null when it is computed, or only happens under a condition. */
  literal: IPythonLiteral | null;
}

const MAX_SOURCE = 120;
/** Statements whose bodies run as part of the module, if they do. */
const COMPOUND =
  /^(?:If|For|While|Try|With|Match)Statement$|^(?:Body|MatchBody|MatchClause|StatementGroup|ExpressionStatement|ParenthesizedExpression)$/;
const MAX_DEPTH = 30;

/**
 * The assignments to some variables in a piece of Python, in its order. Names
 * inside of functions and classes are others' and not looked at.
 */
export function pythonAssignments(
  text: string,
  names: ReadonlySet<string>,
  parse: ParsePython
): IPythonAssignment[] {
  if (![...names].some(name => text.includes(name))) {
    return [];
  }
  const found: IPythonAssignment[] = [];
  const add = (
    target: ISyntaxNode,
    value: ISyntaxNode | null,
    isSure: boolean,
    whole: ISyntaxNode
  ): void => {
    const name = text.slice(target.from, target.to);
    if (target.name === 'VariableName' && names.has(name)) {
      const written = ({ from, to }: ISyntaxNode): string =>
        text.slice(from, Math.min(to, from + MAX_SOURCE));
      const source = value ? written(value) : '';
      const [statement] = (
        value ? `${name} = ${source}` : written(whole)
      ).split(/\r?\n/);
      found.push({
        name,
        source,
        statement,
        literal: isSure && value ? literalOf(text, value) : null
      });
    }
  };
  const visit = (node: ISyntaxNode, isSure: boolean, depth: number): void => {
    if (depth > MAX_DEPTH) {
      return;
    }
    for (const child of children(node)) {
      if (child.name === 'AssignStatement') {
        assignment(child, (target, value) => add(target, value, isSure, child));
      } else if (
        child.name === 'UpdateStatement' ||
        child.name === 'NamedExpression'
      ) {
        children(child)
          .slice(0, 1)
          .forEach(target => add(target, null, false, child));
      } else if (child.name === 'ImportStatement') {
        importedNames(child).forEach(name => add(name, null, false, child));
      } else if (child.name === 'StatementGroup') {
        visit(child, isSure, depth + 1);
      } else if (COMPOUND.test(child.name)) {
        boundNames(child).forEach(name => add(name, null, false, child));
        visit(child, false, depth + 1);
      }
    }
  };
  visit(parse(text), true, 0);
  return found;
}

/** Pairs the targets of an assignment with their values. */
function assignment(
  statement: ISyntaxNode,
  add: (target: ISyntaxNode, value: ISyntaxNode | null) => void
): void {
  const sides: ISyntaxNode[][] = [[]];
  for (const child of children(statement)) {
    if (child.name === 'AssignOp') {
      sides.push([]);
    } else if (child.name !== 'TypeDef' && child.name !== 'Comment') {
      sides[sides.length - 1].push(child);
    }
  }
  const values = sides.pop() ?? [];
  for (const side of sides) {
    const targets = items(side);
    const isOne = side.length === 1 && targets.length === 1;
    const given = isOne && values.length === 1 ? values : items(values);
    const fits =
      targets.length === given.length &&
      ![...targets, ...given].some(({ name }) => name === '*');
    targets.forEach((target, at) => add(target, fits ? given[at] : null));
  }
}

/** The members of a tuple or list, with or without brackets around it. */
function items(side: ISyntaxNode[]): ISyntaxNode[] {
  const [only] = side;
  const members =
    side.length === 1 && /^(?:Tuple|Array)Expression$/.test(only.name)
      ? children(only)
      : side;
  return members.filter(({ name }) => !/^[(),[\]]$/.test(name));
}

function importedNames(statement: ISyntaxNode): ISyntaxNode[] {
  return children(statement).filter(({ name }) => name === 'VariableName');
}

/** The variables of `for x in` and of `as x`. */
function boundNames(statement: ISyntaxNode): ISyntaxNode[] {
  const nodes = children(statement);
  const isFor = statement.name === 'ForStatement';
  const end = nodes.findIndex(({ name }) => name === 'in');
  return nodes.filter(
    ({ name }, at) =>
      name === 'VariableName' &&
      (nodes[at - 1]?.name === 'as' || (isFor && at < end))
  );
}

function literalOf(text: string, node: ISyntaxNode): IPythonLiteral | null {
  const { from, name, to } = node;
  const source = text.slice(from, to);
  if (name === 'ParenthesizedExpression') {
    const inner = children(node).filter(one => !/^[()]$/.test(one.name));
    return inner.length === 1 ? literalOf(text, inner[0]) : null;
  }
  if (name === 'String') {
    const value = textOf(source);
    return value === null ? null : { type: 'text', value, from, to };
  }
  const number =
    name === 'Number' ||
    (name === 'UnaryExpression' && /^[+-]\s*[\d.]/.test(source))
      ? numberOf(source)
      : null;
  return number && { ...number, from, to };
}

/** The parts of a string literal without escapes; null for all others. */
export function stringParts(
  source: string
): { prefix: string; quote: string; value: string } | null {
  const match = /^([rRuU]?)('''|"""|'|")(.*)\2$/s.exec(source);
  if (!match) {
    return null;
  }
  const [, prefix, quote, value] = match;
  return value.includes('\\') || value.includes(quote)
    ? null
    : { prefix, quote, value };
}

function textOf(source: string): string | null {
  return stringParts(source)?.value ?? null;
}

function numberOf(
  source: string
): Pick<IPythonLiteral, 'type' | 'value'> | null {
  const digits = source.replace(/[_\s]/g, '');
  const sign = digits.startsWith('-') ? -1 : 1;
  const bare = digits.replace(/^[+-]/, '');
  const value = sign * Number(bare);
  if (!Number.isFinite(value)) {
    return null;
  }
  const isWhole = /^(?:\d+|0[xob][\da-f]+)$/i.test(bare);
  return { type: isWhole ? 'whole' : 'decimal', value };
}

function children(node: ISyntaxNode): ISyntaxNode[] {
  const all: ISyntaxNode[] = [];
  for (let one = node.firstChild; one; one = one.nextSibling) {
    all.push(one);
  }
  return all;
}
