/**
 * The parts of a notebook's panel that code inside of the page touches: few
 * enough to be written down, and to be seen here when one of them changes.
 */

/** Arguments of a command. */
export type CommandArguments = Parameters<
  Window['jupyterapp']['commands']['execute']
>[1];

/** An output as nbformat has it. */
export interface IOutput {
  output_type: string;
  text?: string | string[];
  data?: Record<string, unknown>;
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

/** A cell of the shared model. */
export interface ISharedCell {
  executionState?: string;
  toJSON(): {
    id: string;
    metadata: Record<string, unknown>;
    outputs?: IOutput[];
    execution_count?: number | null;
  };
}

/** A cell to insert. */
export interface INewCell {
  cell_type: string;
  source: string;
  metadata?: Record<string, unknown>;
}

/** The panel of a notebook. */
export interface IPanel {
  context: { path: string; save(): Promise<void> };
  content: {
    activeCellIndex: number;
    deselectAll(): void;
    model: {
      sharedModel: {
        cells: ISharedCell[];
        transact(change: () => void): void;
        deleteCellRange(from: number, to: number): void;
        insertCells(index: number, cells: INewCell[]): void;
        insertCell(index: number, cell: INewCell): void;
      };
    };
  };
  sessionContext?: { session?: { kernel?: { status: string } } };
}
