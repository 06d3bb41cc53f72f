import { Diagnostic, forEachDiagnostic } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { CodeCell } from '@jupyterlab/cells';
import { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';
import { viewOf } from '../lab/notebookLint';

/**
 * Opens a menu with the fixes for the line of the cursor in the active cell,
 * or for the whole cell where that line has no mark. By keyboard: arrows,
 * Enter, Escape.
 */
export function openFixMenu(
  panel: NotebookPanel,
  trans: TranslationBundle
): void {
  const cell = panel.content.activeCell;
  const view = cell instanceof CodeCell ? viewOf(cell) : null;
  if (!view) {
    return;
  }
  const found = marksAtCursor(view);
  const commands = new CommandRegistry();
  const menu = new Menu({ commands });
  menu.addClass('syn-FixMenu');
  menu.title.label = trans.__('Fix…');
  let count = 0;
  const add = (label: string, apply: (() => void) | null): void => {
    const id = `fix-${count++}`;
    commands.addCommand(id, {
      label,
      isEnabled: () => apply !== null,
      execute: () => apply?.()
    });
    menu.addItem({ command: id });
  };
  found.forEach(({ diagnostic, from, to }, at) => {
    if (at > 0) {
      menu.addItem({ type: 'separator' });
    }
    add(diagnostic.message, null);
    for (const { name, apply } of diagnostic.actions ?? []) {
      add(name, () => apply(view, from, to));
    }
  });
  if (count === 0) {
    add(trans.__('There is nothing to fix in this cell.'), null);
  }
  menu.aboutToClose.connect(() => {
    view.focus();
    // Not while it still closes.
    requestAnimationFrame(() => menu.dispose());
  });
  const position = view.coordsAtPos(found[0]?.from ?? 0);
  menu.open(position?.left ?? 0, position?.bottom ?? 0);
  menu.activateNextItem();
}

interface IFound {
  diagnostic: Diagnostic;
  from: number;
  to: number;
}

function marksAtCursor(view: EditorView): IFound[] {
  const all: IFound[] = [];
  forEachDiagnostic(view.state, (diagnostic, from, to) =>
    all.push({ diagnostic, from, to })
  );
  const { from, to } = view.state.doc.lineAt(view.state.selection.main.head);
  const here = all.filter(one => one.from <= to && one.to >= from);
  return here.length ? here : all;
}
