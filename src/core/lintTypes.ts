import { ISyntaxNode, ParsePython } from './pythonSyntax';

export type { ISyntaxNode, ParsePython };

/** The rules, by the names that the settings have. */
export const LINT_RULES = [
  'magicSpelling',
  'magicFirst',
  'magicInBody',
  'magicArguments',
  'notExpanded',
  'localCell',
  'dates',
  'lookbackDays',
  'sparkOptions',
  'secrets',
  'placeholders'
] as const;

export type LintRule = (typeof LINT_RULES)[number];

/** A replacement in the source of a cell; offsets are in UTF-16 units. */
export interface ILintChange {
  from: number;
  to: number;
  insert: string;
}

/** One way to put it right. */
export interface ILintFix {
  /** What it does, as an imperative. */
  label: string;
  /** In order, without overlaps. */
  changes: ILintChange[];
}

/** Something in a cell that will not do what it seems to. */
export interface ILintMark {
  from: number;
  to: number;
  rule: LintRule;
  severity: 'warning' | 'info';
  message: string;
  fixes: ILintFix[];
}

/** What is known of the notebook around a cell. */
export interface INotebookNames {
  /** Names that some local cell binds. */
  local: ReadonlySet<string>;
  /** Names that some `%%synapse` cell binds. */
  remote: ReadonlySet<string>;
  hasRemoteCells: boolean;
  /** Some local cell may bind names that cannot be seen (`import *`, `%run`). */
  hasHiddenNames: boolean;
}

/** What looking through a cell needs. */
export interface ILintContext {
  parse: ParsePython;
  names: INotebookNames;
  /** Rejects with a usage `SynapseError` when the magic cannot be read. */
  checkMagic(line: string, cell: string | null): Promise<unknown>;
}
