import { language } from '@codemirror/language';
import {
  Action,
  Diagnostic,
  forceLinting,
  linter,
  lintGutter,
  lintKeymap
} from '@codemirror/lint';
import { Extension, StateEffect, Text } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { ILintFix, ILintMark, ParsePython } from '../core/lintTypes';
import { lintTheme } from './lintTheme';

/** Gives the marks of a cell. */
export type LintSource = (
  source: string,
  parse: ParsePython
) => Promise<ILintMark[]>;

/** Sent to an editor whose cell is to be looked through again. */
export const lintAgain = StateEffect.define<null>();

/** Pause after typing before a cell is looked through, ms. */
const DELAY_MS = 500;

/**
 * Marks in the editor of a cell, in the gutter and below the text, with their
 * fixes. F8 goes to the next one, Ctrl/Cmd-Shift-M lists them.
 */
export function lintExtension(source: LintSource): Extension {
  return [
    linter(
      async view => {
        const python = view.state.facet(language);
        if (python?.name !== 'python') {
          return [];
        }
        const { doc } = view.state;
        const marks = await source(
          doc.toString(),
          text => python.parser.parse(text).topNode
        );
        return marks.map(mark => diagnosticOf(mark, doc));
      },
      {
        delay: DELAY_MS,
        // Its language comes after the editor, and other cells matter too.
        needsRefresh: update =>
          update.startState.facet(language) !== update.state.facet(language) ||
          update.transactions.some(({ effects }) =>
            effects.some(effect => effect.is(lintAgain))
          )
      }
    ),
    lintGutter(),
    lintTheme,
    keymap.of(lintKeymap)
  ];
}

function diagnosticOf(mark: ILintMark, doc: Text): Diagnostic {
  const { from, to, severity, message, fixes, rule } = mark;
  return {
    from,
    to,
    severity,
    message,
    source: `synapse: ${rule}`,
    actions: fixes.map(fix => actionOf(fix, doc))
  };
}

function actionOf({ label, changes }: ILintFix, doc: Text): Action {
  return {
    name: label,
    apply: (view: EditorView) => {
      if (!view.state.doc.eq(doc)) {
        // Offsets of a text that is no more: it is being looked through again.
        forceLinting(view);
        return;
      }
      view.dispatch({ changes, userEvent: 'input.fix', scrollIntoView: true });
      view.focus();
      forceLinting(view);
    }
  };
}
