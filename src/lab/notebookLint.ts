import { Cell, CodeCell } from '@jupyterlab/cells';
import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { NotebookPanel } from '@jupyterlab/notebook';
import { EditorView } from '@codemirror/view';
import { Signal } from '@lumino/signaling';
import { lintCell } from '../core/lint';
import { ILintMark, LintRule, ParsePython } from '../core/lintTypes';
import { lintAgain, lintExtension } from './lintExtension';
import { NamesOfCells } from './namesOfCells';

/** Rules that the user has turned off. */
export interface ILintSettings {
  readonly off: ReadonlySet<LintRule>;
}

/** Marked on panels whose cells are looked through: shortcuts go by it. */
export const LINTED_CLASS = 'syn-mod-linted';

/**
 * Looks through the cells of one notebook that uses the magics, for as long
 * as it is open: those in sight, and others when they come into sight.
 */
export class NotebookLint {
  constructor(
    private _panel: NotebookPanel,
    private _settings: ILintSettings
  ) {
    _panel.addClass(LINTED_CLASS);
    _panel.content.modelChanged.connect(this._follow, this);
    _panel.disposed.connect(() => Signal.clearData(this));
    this._follow();
  }

  /** Looks through all cells again, but one that has been. */
  refresh(except: CodeCell | null = null): void {
    for (const cell of this._panel.content.widgets) {
      if (cell !== except && this._attached.has(cell)) {
        this._stale.add(cell);
        this._onViewport(cell);
      }
    }
  }

  private _follow(): void {
    this._panel.content.model?.cells.changed.connect(this._onCells, this);
    this._onCells();
  }

  private _onCells(): void {
    this._names.forget();
    for (const cell of this._panel.content.widgets) {
      if (cell instanceof CodeCell && !this._known.has(cell)) {
        this._known.add(cell);
        cell.inViewportChanged.connect(this._onViewport, this);
        this._onViewport(cell);
      }
    }
  }

  private _onViewport(cell: Cell): void {
    if (!cell.inViewport || !(cell instanceof CodeCell)) {
      return;
    }
    if (!this._attached.has(cell)) {
      this._attached.add(cell);
      void cell.ready.then(() => this._attach(cell));
    } else if (this._stale.delete(cell)) {
      viewOf(cell)?.dispatch({ effects: lintAgain.of(null) });
    }
  }

  private _attach(cell: CodeCell): void {
    if (!cell.isDisposed) {
      cell.editor?.injectExtension(
        lintExtension((source, parse) => this._look(cell, source, parse))
      );
    }
  }

  private async _look(
    cell: CodeCell,
    source: string,
    parse: ParsePython
  ): Promise<ILintMark[]> {
    if (cell.isDisposed) {
      return [];
    }
    const cells = this._panel.content.model?.cells ?? [];
    const { id } = cell.model;
    const { names, isNew } = this._names.look(cells, id, source, parse);
    if (isNew) {
      this.refresh(cell);
    }
    const marks = await lintCell(source, { parse, names, checkMagic });
    return marks.filter(({ rule }) => !this._settings.off.has(rule));
  }

  private _attached = new WeakSet<Cell>();
  private _known = new WeakSet<Cell>();
  private _names = new NamesOfCells();
  /** Out of sight when they were to be looked through again. */
  private _stale = new WeakSet<Cell>();
}

/** The editor of a cell; null while it has none. */
export function viewOf({
  editor
}: Pick<CodeCell, 'editor'>): EditorView | null {
  return editor instanceof CodeMirrorEditor ? editor.editor : null;
}

async function checkMagic(line: string, cell: string | null): Promise<unknown> {
  const { parseMagic } = await import(
    /* webpackChunkName: "running" */ '../core/magics'
  );
  return parseMagic(line, cell);
}
