import { expect, galata, test } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { waitForApplication } from './application';
import type { IOutput, IPanel } from './labTypes';
import { Livy } from './livy';
import type { ISession, IStatement } from './livy';
import { Notebook, expectPoll } from './notebook';

// Not the other files' test: that one opens a page for each test.
export { expect, test };

/** What the tests of one file have in common. */
export class Shared {
  constructor(
    readonly page: IJupyterLabPageFixture,
    readonly livy: Livy,
    readonly notebook: Notebook,
    /** The notebook's folder, from the server's root. */
    readonly folder: string
  ) {}

  /** The one session that runs. */
  async session(): Promise<ISession> {
    const running = await this.livy.running();
    expect(running).toHaveLength(1);
    return running[0];
  }

  /** Statements of the one session, oldest first. */
  async statements(): Promise<IStatement[]> {
    return this.livy.statements((await this.session()).id);
  }

  /** A session for the notebook, if it has none. */
  async ensureSession(): Promise<void> {
    if ((await this.livy.running()).length === 0) {
      const started = await this.notebook.exec('%synapse start');
      expect(started.text).toContain('ready on sparkpool01');
    }
  }

  /** No session for the notebook. */
  async noSession(): Promise<void> {
    if ((await this.livy.running()).length) {
      await this.notebook.exec('%synapse stop');
      await this.livy.clear();
    }
    expect(await this.livy.running()).toEqual([]);
  }

  /** Outputs of a cell in full. */
  outputs(index: number): Promise<IOutput[]> {
    return this.page.evaluate(index => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as IPanel;
      return panel.content.model.sharedModel.cells[index].toJSON().outputs!;
    }, index);
  }

  /** Waits until the newest statement has a state. */
  async untilStatement(state: string): Promise<IStatement> {
    const found = await expectPoll(
      () => this.statements(),
      all => all.at(-1)?.state === state,
      `the newest statement to be ${state}`
    );
    return found.at(-1)!;
  }
}

/**
 * One page, notebook and, when wanted, session for all tests of a file: call
 * it at the top of the file. When a test fails, the next one gets new ones.
 */
export function shareNotebook(
  folder: string,
  { session = true } = {}
): () => Shared {
  let shared: Shared | null = null;

  test.beforeAll(async ({ browser, baseURL, request }) => {
    const contents = galata.newContentsHelper(request);
    if (await contents.directoryExists(folder)) {
      await contents.deleteDirectory(folder);
    }
    await contents.createDirectory(folder);
    const { page } = await galata.newPage({
      baseURL: baseURL!,
      browser,
      waitForApplication,
      // Galata would read the answer of an interrupt as JSON, which it is
      // not, and close the page.
      mockKernels: false,
      mockSessions: false,
      tmpPath: folder
    });
    const livy = new Livy(page);
    await livy.clear();
    const notebook = await Notebook.create(page, []);
    shared = new Shared(page, livy, notebook, folder);
    if (session) {
      await shared.ensureSession();
    }
  });

  test.afterAll(async ({ request }) => {
    await shared?.livy.clear();
    const running = await request.get('/api/sessions');
    for (const { id } of (await running.json()) as { id: string }[]) {
      await request.delete(`/api/sessions/${id}`);
    }
    await shared?.page.context().close();
    await galata.newContentsHelper(request).deleteDirectory(folder);
    shared = null;
  });

  return () => shared!;
}
