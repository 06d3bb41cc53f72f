import { CodeCell } from '@jupyterlab/cells';
import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { NotebookPanel } from '@jupyterlab/notebook';
import { EditorView } from '@codemirror/view';
import { lintCell } from '../core/lint';
import { cellNames, ICellNames, notebookNames } from '../core/lintNames';
import { ILintMark, LintRule, ParsePython } from '../core/lintTypes';
import { lintAgain, lintExtension } from './lintExtension';

/** Rules that the user has turned off. */
export interface ILintSettings {
  readonly off: ReadonlySet<LintRule>;
}

/** Marked on panels whose cells are looked through: shortcuts go by it. */
export const LINTED_CLASS = 'syn-mod-linted';

/**
 * Looks through the cells of one notebook that uses the magics, for as long
 * as it is open.
 */
export class NotebookLint {
  constructor(
    private _panel: NotebookPanel,
    private _settings: ILintSettings
  ) {
    _panel.addClass(LINTED_CLASS);
    _panel.content.model?.cells.changed.connect(this._attachAll, this);
    _panel.content.modelChanged.connect(this._follow, this);
    this._attachAll();
  }

  /** Looks through all cells again, but one that has been. */
  refresh(except: EditorView | null = null): void {
    for (const cell of this._panel.content.widgets) {
      const view = viewOf(cell);
      if (view && view !== except) {
        view.dispatch({ effects: lintAgain.of(null) });
      }
    }
  }

  private _follow(): void {
    this._panel.content.model?.cells.changed.connect(this._attachAll, this);
    this._attachAll();
  }

  private _attachAll(): void {
    for (const cell of this._panel.content.widgets) {
      if (cell instanceof CodeCell && !this._attached.has(cell)) {
        this._attached.add(cell);
        void cell.ready.then(() => this._attach(cell));
      }
    }
  }

  private _attach(cell: CodeCell): void {
    const view = viewOf(cell);
    if (!view || cell.isDisposed) {
      return;
    }
    cell.editor?.injectExtension(
      lintExtension((source, parse) => this._look(source, parse, view))
    );
  }

  private async _look(
    source: string,
    parse: ParsePython,
    view: EditorView
  ): Promise<ILintMark[]> {
    if (this._panel.isDisposed) {
      return [];
    }
    const names = notebookNames(this._cellNames(parse));
    const known = JSON.stringify({
      ...names,
      local: [...names.local].sort(),
      remote: [...names.remote].sort()
    });
    if (known !== this._known) {
      const isFirst = this._known === '';
      this._known = known;
      if (!isFirst) {
        this.refresh(view);
      }
    }
    const marks = await lintCell(source, { parse, names, checkMagic });
    return marks.filter(({ rule }) => !this._settings.off.has(rule));
  }

  /** Names of each code cell; parsed again where the source has changed. */
  private *_cellNames(parse: ParsePython): Generator<ICellNames> {
    const seen = new Map<string, ICellNames>();
    for (const { type, sharedModel } of this._panel.content.model?.cells ??
      []) {
      if (type === 'code') {
        const source = sharedModel.getSource();
        const names = this._names.get(source) ?? cellNames(source, parse);
        seen.set(source, names);
        yield names;
      }
    }
    this._names = seen;
  }

  private _attached = new WeakSet<CodeCell>();
  private _known = '';
  private _names = new Map<string, ICellNames>();
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
