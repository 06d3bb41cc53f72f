import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import type { CommandArguments, IPanel } from './labTypes';

/** One cell to write: its source, or with tags. */
export type Cell = string | { source: string; tags?: string[]; type?: string };

/** A cell as it stands in the notebook. */
export interface ICellState {
  id: string;
  count: number | null;
  /** `running` shows as `[*]`. */
  state: string;
  /** All text of the outputs: streams, errors, `text/plain`. */
  text: string;
  /** Output types and mime types, in order. */
  kinds: string[];
  metadata: Record<string, unknown>;
}

/**
 * One notebook in a real JupyterLab.
 *
 * #### Notes
 * It reads the shared model, since cells outside of the window have no DOM.
 * Cells are run by Lab's own commands: Galata's `notebook.run()` waits for
 * ever where Run All stops.
 */
export class Notebook {
  constructor(readonly page: IJupyterLabPageFixture) {}

  /** Opens a new notebook with these cells, and waits for its kernel. */
  static async create(
    page: IJupyterLabPageFixture,
    cells: Cell[],
    kernel = 'python3'
  ): Promise<Notebook> {
    await page.notebook.createNew(undefined, { kernel });
    const notebook = new Notebook(page);
    await notebook.untilKernel();
    await notebook.setCells(cells);
    return notebook;
  }

  /**
   * Opens a file by Lab's own command: Galata goes through the file browser,
   * which now and then is not where it looks. Resolves once it is in front.
   */
  async open(path: string): Promise<void> {
    await this.page.evaluate(async path => {
      await window.jupyterapp.commands.execute('docmanager:open', { path });
    }, path);
    await this.untilOpen(path);
  }

  /** Waits until a file is in front, and read. */
  async untilOpen(path: string): Promise<void> {
    await this.page.waitForFunction(path => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as {
        context?: { isReady: boolean; path: string };
      } | null;
      return panel?.context?.path === path && panel.context.isReady;
    }, path);
  }

  /** Waits until the kernel is there and idle. */
  async untilKernel(): Promise<void> {
    await this.page.waitForFunction(() => {
      const panel = window.jupyterapp.shell
        .currentWidget as unknown as IPanel | null;
      return panel?.sessionContext?.session?.kernel?.status === 'idle';
    });
  }

  async setCells(cells: Cell[]): Promise<void> {
    await this.page.evaluate(
      cells => {
        const panel = window.jupyterapp.shell
          .currentWidget as unknown as IPanel;
        const shared = panel.content.model.sharedModel;
        shared.transact(() => {
          shared.deleteCellRange(0, shared.cells.length);
          shared.insertCells(
            0,
            cells.map(cell => ({
              cell_type: 'code',
              source: cell.source,
              metadata: cell.tags ? { tags: cell.tags } : {}
            }))
          );
        });
        panel.content.activeCellIndex = 0;
      },
      cells.map(cell => (typeof cell === 'string' ? { source: cell } : cell))
    );
  }

  /** Adds a cell at the end and makes it the active one. */
  async addCell(source: string): Promise<number> {
    return this.page.evaluate(source => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as IPanel;
      const shared = panel.content.model.sharedModel;
      shared.insertCell(shared.cells.length, { cell_type: 'code', source });
      panel.content.activeCellIndex = shared.cells.length - 1;
      return shared.cells.length - 1;
    }, source);
  }

  /** Run All; resolves to whether all cells succeeded. */
  runAll(): Promise<boolean> {
    return this.command('notebook:run-all-cells');
  }

  /** Begins Run All and does not wait. */
  async beginAll(): Promise<void> {
    await this.page.evaluate(() => {
      void window.jupyterapp.commands.execute('notebook:run-all-cells');
    });
  }

  /** Runs one cell to its end; resolves to whether it succeeded. */
  async run(index: number): Promise<boolean> {
    await this.activate(index);
    return this.command('notebook:run-cell');
  }

  /** Begins one cell and does not wait. */
  async begin(index: number): Promise<void> {
    await this.activate(index);
    await this.page.evaluate(() => {
      void window.jupyterapp.commands.execute('notebook:run-cell');
    });
  }

  /** Adds a cell, runs it to its end and gives its state. */
  async exec(source: string): Promise<ICellState> {
    const index = await this.addCell(source);
    await this.run(index);
    return this.cell(index);
  }

  async activate(index: number): Promise<void> {
    await this.page.evaluate(index => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as IPanel;
      panel.content.activeCellIndex = index;
      panel.content.deselectAll();
    }, index);
  }

  /** Runs a command of Lab and gives what it answers. */
  command<T>(id: string, args: CommandArguments = {}): Promise<T> {
    return this.page.evaluate<T, [string, CommandArguments]>(
      ([id, args]) => window.jupyterapp.commands.execute(id, args),
      [id, args]
    );
  }

  /** Runs a command whose answer is nothing that could leave the page. */
  async act(id: string): Promise<void> {
    await this.page.evaluate(async id => {
      await window.jupyterapp.commands.execute(id);
    }, id);
  }

  /** Writes the file, without the question for a name that Lab's command asks. */
  async save(): Promise<void> {
    await this.page.evaluate(async () => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as IPanel;
      await panel.context.save();
    });
  }

  async cells(): Promise<ICellState[]> {
    return this.page.evaluate(() => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as IPanel;
      const join = (text: unknown) =>
        Array.isArray(text) ? text.join('') : String(text ?? '');
      return panel.content.model.sharedModel.cells.map(cell => {
        const { outputs = [], execution_count, id, metadata } = cell.toJSON();
        return {
          id,
          count: execution_count ?? null,
          state: cell.executionState ?? 'idle',
          metadata,
          kinds: outputs.flatMap(one => [
            one.output_type,
            ...Object.keys(one.data ?? {})
          ]),
          text: outputs
            .map(one =>
              one.output_type === 'stream'
                ? join(one.text)
                : one.output_type === 'error'
                  ? `${one.ename}: ${one.evalue}\n${(one.traceback ?? []).join('\n')}`
                  : join(one.data?.['text/plain'])
            )
            .join('')
        };
      });
    });
  }

  async cell(index: number): Promise<ICellState> {
    return (await this.cells())[index];
  }

  /** Waits until a cell's output has a text. */
  async untilText(index: number, text: string): Promise<void> {
    await expectPoll(
      // After a reload the cells come a moment after the notebook.
      async () => (await this.cells())[index]?.text ?? '',
      found => found.includes(text),
      `cell ${index} to show "${text}"`
    );
  }

  /** Waits until no cell is running or waiting. */
  async untilIdle(): Promise<void> {
    await expectPoll(
      () => this.cells(),
      cells => cells.every(cell => cell.state !== 'running'),
      'all cells to end'
    );
  }
}

/** Asks until the answer is right; the last answer is told when it never is. */
export async function expectPoll<T>(
  ask: () => Promise<T>,
  isRight: (answer: T) => boolean,
  what: string,
  timeout = 120_000
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(
        `Waited for ${what}; last: ${JSON.stringify(answer).slice(0, 2000)}`
      );
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
