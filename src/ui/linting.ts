import { NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import { LINT_RULES, LintRule } from '../core/lintTypes';
import { NotebookLint } from '../lab/notebookLint';
import { openFixMenu } from './fixMenu';

/** Looks through the open notebooks that use the magics. */
export class Linting {
  constructor(
    private _settings: ISettingRegistry.ISettings | null,
    private _trans: TranslationBundle
  ) {
    _settings?.changed.connect(this._take, this);
    this._take();
  }

  /** Begins with a notebook; it ends when that is closed. */
  add(panel: NotebookPanel): void {
    if (!panel.isDisposed && !this._lints.has(panel)) {
      this._lints.set(panel, new NotebookLint(panel, { off: this._off }));
      panel.disposed.connect(() => this._lints.delete(panel));
    }
  }

  /** The fixes for the active cell. */
  openMenu(panel: NotebookPanel): void {
    openFixMenu(panel, this._trans);
  }

  private _take(): void {
    const { composite = {} } = this._settings ?? {};
    this._off.clear();
    LINT_RULES.filter(rule => composite[rule] === 'off').forEach(rule =>
      this._off.add(rule)
    );
    this._lints.forEach(lint => lint.refresh());
  }

  private _lints = new Map<NotebookPanel, NotebookLint>();
  private _off = new Set<LintRule>();
}
