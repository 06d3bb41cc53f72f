import { ILedger, INotebookRecord, IRunRecord } from '../core/ledger';

/** The Jupyter server's memory, in memory. */
export class FakeLedger implements ILedger {
  readonly runs = new Map<string, IRunRecord>();
  readonly notes = new Map<string, Record<string, unknown>>();
  /** What was asked of it, in order. */
  readonly calls: string[] = [];

  read(notebook: string): Promise<INotebookRecord> {
    return Promise.resolve({
      runs: [...this.runs.values()].filter(run => run.notebook === notebook),
      notes: { ...this.notes.get(notebook) }
    });
  }

  find(run: string): Promise<IRunRecord | null> {
    return Promise.resolve(this.runs.get(run) ?? null);
  }

  /** Statements that runs of other notebooks have. */
  readonly others = new Set<number>();

  adopt(run: string, statementId: number): Promise<boolean> {
    this.calls.push(`adopt ${run} ${statementId}`);
    return Promise.resolve(!this.others.has(statementId));
  }

  delivered(run: string): void {
    this.calls.push(`delivered ${run}`);
    this.runs.delete(run);
  }

  note(notebook: string, key: string, value: unknown): void {
    const { [key]: _, ...rest } = this.notes.get(notebook) ?? {};
    this.notes.set(notebook, value === null ? rest : { ...rest, [key]: value });
  }

  rename(from: string, to: string): Promise<void> {
    this.notes.set(to, this.notes.get(from) ?? {});
    this.notes.delete(from);
    for (const [id, run] of this.runs) {
      if (run.notebook === from) {
        this.runs.set(id, { ...run, notebook: to });
      }
    }
    return Promise.resolve();
  }
}
