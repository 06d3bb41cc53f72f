/** A node of a syntax tree, as Lezer's Python grammar makes it. */
export interface ISyntaxNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly firstChild: ISyntaxNode | null;
  readonly nextSibling: ISyntaxNode | null;
  readonly parent: ISyntaxNode | null;
}

/** Parses Python; gives the tree's top node. Never fails: errors are nodes. */
export type ParsePython = (text: string) => ISyntaxNode;
