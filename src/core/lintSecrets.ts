import { ICellShape, lineEnd } from './lintShape';
import { literalsOf } from './lintTree';
import { ILintFix, ILintMark, ISyntaxNode } from './lintTypes';
import { findSecrets, SecretKind } from './redaction';

/** Names of environment variables that Azure's own tools use, where they do. */
const VARIABLES: Readonly<Record<SecretKind, string>> = {
  'storage key': 'AZURE_STORAGE_KEY',
  'access key': 'ACCESS_KEY',
  'SAS signature': 'AZURE_STORAGE_SAS_TOKEN',
  token: 'ACCESS_TOKEN',
  'client secret': 'AZURE_CLIENT_SECRET',
  password: 'PASSWORD'
};

/** Keys, tokens and passwords in the source of a cell. */
export function lintSecrets(
  source: string,
  shape: ICellShape,
  root: ISyntaxNode | null
): ILintMark[] {
  const literals = root ? literalsOf(root, source) : [];
  return findSecrets(source).map(({ from, to, kind }) => {
    const literal = literals.find(one => one.from <= from && to <= one.to);
    const isWhole = literal?.from === from && literal.to === to;
    const isString =
      literal && /^(?:[^;]*=[^;]*;)+|AccountKey=/.test(literal.text);
    const fixes: ILintFix[] = [];
    if (
      literal &&
      !literal.prefix &&
      (isWhole || isString) &&
      !shape.cellMagic
    ) {
      const name = isWhole
        ? VARIABLES[kind]
        : /AccountKey=/.test(literal.text)
          ? 'AZURE_STORAGE_CONNECTION_STRING'
          : 'CONNECTION_STRING';
      fixes.push({
        label: `Read it from the environment variable ${name}`,
        changes: [
          ...importOs(source),
          {
            from: literal.node.from,
            to: literal.node.to,
            insert: `os.environ["${name}"]`
          }
        ]
      });
    }
    fixes.push({
      label: 'Remove it',
      changes: [{ from, to, insert: '' }]
    });
    return {
      from,
      to,
      rule: 'secrets' as const,
      severity: 'warning' as const,
      message: `This ${kind} is stored with the notebook, for all who get the file. ${advice(kind, shape)}`,
      fixes
    };
  });
}

function advice(kind: SecretKind, { cellMagic }: ICellShape): string {
  if (/^(?:storage key|SAS)/.test(kind) && cellMagic) {
    return 'Spark reads the lake as the user who is signed in: no key is needed.';
  }
  return /^(?:storage key|SAS)/.test(kind)
    ? 'Sign in instead, e.g. with DefaultAzureCredential, or read it from an environment variable.'
    : 'Read it from a key vault or an environment variable.';
}

/** `import os` above the code, unless it is there. */
function importOs(
  source: string
): { from: number; to: number; insert: string }[] {
  if (/^\s*import\s+(?:\w+\s*,\s*)*os\b/m.test(source)) {
    return [];
  }
  const magics = /^(?:\s*%[^\n]*\n)*/.exec(source)?.[0].length ?? 0;
  const at = Math.min(magics, lineEnd(source, magics));
  return [{ from: at, to: at, insert: 'import os\n' }];
}
