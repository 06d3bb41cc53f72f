import { problemOf } from './errors';
import { ICellShape, IMagicLine, lineEnd } from './lintShape';
import { ILintContext, ILintFix, ILintMark } from './lintTypes';

/** What is wrong with the magics of a cell, as far as the source tells. */
export function lintMagics(source: string, shape: ICellShape): ILintMark[] {
  return [
    ...spelling(shape),
    ...notFirst(source, shape),
    ...inBody(source, shape)
  ];
}

/** `%% synapse`, `%Synapse`: IPython knows neither. */
function spelling({ magics }: ICellShape): ILintMark[] {
  return magics.flatMap(({ badName }) =>
    badName
      ? [
          {
            from: badName.from,
            to: badName.to,
            rule: 'magicSpelling' as const,
            severity: 'warning' as const,
            message: `IPython does not know this magic. It is written ${badName.right}.`,
            fixes: [
              {
                label: `Write ${badName.right}`,
                changes: [
                  {
                    from: badName.from,
                    to: badName.to,
                    insert: badName.right
                  }
                ]
              }
            ]
          }
        ]
      : []
  );
}

/** A comment or code above `%%synapse`. */
function notFirst(source: string, shape: ICellShape): ILintMark[] {
  const magic = shape.magics.find(({ isCellMagic }) => isCellMagic);
  if (!magic || shape.cellMagic || shape.language !== 'python') {
    return [];
  }
  const above = source.slice(0, magic.from);
  const isComment = above
    .split('\n')
    .every(line => !line.trim() || line.trim().startsWith('#'));
  const lineStart = above.length - /[^\S\n]*$/.exec(above)![0].length;
  const next = Math.min(source.length, lineEnd(source, magic.to) + 1);
  const kept = above.slice(0, lineStart).replace(/^\n+/, '');
  const fixes: ILintFix[] = isComment
    ? [
        {
          label: 'Move the comment below %%synapse',
          changes: [
            { from: 0, to: magic.from, insert: '' },
            {
              from: next,
              to: next,
              insert:
                next === source.length && !source.endsWith('\n')
                  ? `\n${kept.trimEnd()}`
                  : kept
            }
          ]
        },
        {
          label: 'Remove the comment',
          changes: [{ from: 0, to: magic.from, insert: '' }]
        }
      ]
    : [];
  return [
    {
      from: magic.from,
      to: magic.to,
      rule: 'magicFirst',
      severity: 'warning',
      message: isComment
        ? '%%synapse must be the first line of its cell: with a comment above it IPython does not run the cell on Spark.'
        : '%%synapse must be the first line of its cell: put the code above it into a cell of its own.',
      fixes
    }
  ];
}

/** `%synapse` inside of a cell that Spark runs. */
function inBody(source: string, shape: ICellShape): ILintMark[] {
  const { cellMagic, magics } = shape;
  if (!cellMagic) {
    return [];
  }
  return magics
    .filter(magic => magic !== cellMagic && magic.from >= shape.bodyFrom)
    .map(magic => {
      const start = source.lastIndexOf('\n', magic.from - 1) + 1;
      const isLine = !source.slice(start, magic.from).trim();
      const end = Math.min(source.length, lineEnd(source, magic.to) + 1);
      return {
        from: magic.from,
        to: magic.to,
        rule: 'magicInBody' as const,
        severity: 'warning' as const,
        message:
          'This line is sent to Spark, which knows no magics. Put it into a cell of its own.',
        fixes: isLine
          ? [
              {
                label: 'Remove the line',
                changes: [{ from: start, to: end, insert: '' }]
              }
            ]
          : []
      };
    });
}

/** Options that do not exist, wrong commands, JSON that is none. */
export async function lintArguments(
  source: string,
  shape: ICellShape,
  { checkMagic }: ILintContext
): Promise<ILintMark[]> {
  const { cellMagic, magics, bodyFrom } = shape;
  const found: ILintMark[] = [];
  for (const magic of magics) {
    const isOwn = magic === cellMagic;
    if (magic.badName || (cellMagic ? !isOwn : magic.isCellMagic)) {
      continue;
    }
    const body = isOwn ? source.slice(bodyFrom) : null;
    if (body !== null && !body.trim()) {
      continue;
    }
    try {
      await checkMagic(expanded(magic.arguments), body);
    } catch (reason) {
      const problem = problemOf(reason);
      if (problem.kind === 'usage') {
        found.push(argumentMark(magic, problem.what, problem.next));
      }
    }
  }
  return found;
}

/** As IPython might expand it: what a variable holds is not known. */
function expanded(words: string): string {
  return (
    words
      .replace(/\\\n/g, ' ')
      .replace(/["']?\$\{?[A-Za-z_][\w.]*\}?["']?|\{[^{}\n]*\}/g, 'value')
      // A rule of its own.
      .replace(/<[^<>\n]*>/g, 'value')
  );
}

function argumentMark(
  magic: IMagicLine,
  what: string,
  next: string
): ILintMark {
  const word =
    /(?:unrecognized arguments:|invalid choice:|value:) '?([^\s']+)/.exec(
      what
    )?.[1] ??
    /^(?:argument )?(--?[a-z][\w-]*)/.exec(what)?.[1] ??
    '';
  const at = word ? magic.arguments.indexOf(word) : -1;
  const from = at < 0 ? magic.from : magic.argumentsFrom + at;
  const to = at < 0 ? magic.to : from + word.length;
  const right =
    /^Did you mean (--?[\w-]+)\?/.exec(next)?.[1] ??
    /^Write (--[\w-]+)\.$/.exec(next)?.[1] ??
    /maybe you meant '([\w-]+)'/.exec(what)?.[1];
  return {
    from,
    to,
    rule: 'magicArguments',
    severity: 'warning',
    message:
      `${what.replace(/ \(choose from .*\)$/, '').replace(/[.?]?$/, '.')} ${next}`.trim(),
    fixes:
      right && at >= 0
        ? [
            {
              label: `Write ${right}`,
              changes: [
                { from, to: from + word.split('=')[0].length, insert: right }
              ]
            }
          ]
        : []
  };
}
