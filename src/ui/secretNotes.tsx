import { Cell, CodeCell } from '@jupyterlab/cells';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import { PanelLayout } from '@lumino/widgets';
import * as React from 'react';
import type { SecretVault } from '../lab/secretVault';
import { MaskedSecrets } from './components/MaskedSecrets';

/** Options of `SecretNotes`. */
export interface ISecretNotesOptions {
  tracker: INotebookTracker;
  vault: SecretVault;
  trans: TranslationBundle;
}

/** Keeps a note below the output of each cell in which secrets are masked. */
export class SecretNotes {
  constructor(private _options: ISecretNotesOptions) {
    const { vault } = _options;
    vault.changed.connect((_, cellId) => this._show(cellId));
    vault.cellIds.forEach(id => this._show(id));
  }

  private _show(cellId: string): void {
    const isMasked = this._options.vault.of(cellId).length > 0;
    if (!isMasked) {
      this._notes.get(cellId)?.dispose();
      this._notes.delete(cellId);
      return;
    }
    const note = this._notes.get(cellId);
    if (note && !note.isDisposed) {
      note.update();
      return;
    }
    this._options.tracker.forEach(panel => this._add(panel, cellId));
  }

  private _add(panel: NotebookPanel, cellId: string): void {
    this._follow(panel);
    const cell = panel.content.widgets.find(one => one.model.id === cellId);
    if (cell instanceof CodeCell) {
      const { trans, vault } = this._options;
      const note = new SecretNote(cell, vault, trans);
      // Above the footer, which is the last.
      const layout = cell.layout as PanelLayout;
      layout.insertWidget(layout.widgets.length - 1, note);
      this._notes.set(cellId, note);
    }
  }

  /** A cell that is moved becomes another widget. */
  private _follow(panel: NotebookPanel): void {
    const cells = panel.content.model?.cells;
    if (!cells || this._followed.has(panel)) {
      return;
    }
    this._followed.add(panel);
    const onChanged = () => {
      this._options.vault.cellIds.forEach(id => this._show(id));
    };
    cells.changed.connect(onChanged);
    panel.disposed.connect(() => {
      cells.changed.disconnect(onChanged);
      panel.content.widgets.forEach(({ model }: Cell) =>
        this._notes.delete(model?.id)
      );
    });
  }

  private _followed = new WeakSet<NotebookPanel>();
  private _notes = new Map<string, SecretNote>();
}

/** The note of one cell. */
class SecretNote extends ReactWidget {
  constructor(
    private _cell: CodeCell,
    private _vault: SecretVault,
    private _trans: TranslationBundle
  ) {
    super();
    this.addClass('syn-SecretNote');
    _cell.model.outputs.changed.connect(this._onOutputs, this);
  }

  override dispose(): void {
    if (!this.isDisposed) {
      Signal.clearData(this);
      super.dispose();
    }
  }

  protected override render(): React.JSX.Element {
    const { id } = this._cell.model;
    return (
      <MaskedSecrets
        secrets={this._vault.of(id)}
        trans={this._trans}
        onForget={() => this._vault.forget(id)}
      />
    );
  }

  /** The user cleared the output: nothing of it is left. */
  private _onOutputs(): void {
    const { id, outputs, executionState } = this._cell.model;
    if (outputs.length === 0 && executionState === 'idle') {
      this._vault.forget(id);
    }
  }
}
