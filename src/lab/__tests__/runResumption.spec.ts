import { CodeCell } from '@jupyterlab/cells';
import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { Kernel } from '@jupyterlab/services';
import { IFrameOrder } from '../../core/frameRun';
import { IRunRecord } from '../../core/ledger';
import { IOutputs } from '../../core/ports';
import { SessionController } from '../../core/sessionController';
import { FakeLedger } from '../../testing/fakeLedger';
import { CellExecution } from '../cellExecution';
import { CellExecutor } from '../cellExecutor';
import { Resumption } from '../cellJob';
import { NotebookSession } from '../notebookSession';
import { RunResumption } from '../runResumption';

const PATH = 'hunt.ipynb';

/** A notebook with one cell whose run an earlier page has begun. */
function rig(code: string) {
  const cell = Object.create(CodeCell.prototype, {
    model: { value: { id: 'a' } }
  }) as CodeCell;
  const kernel = {
    name: 'python3',
    statusChanged: { connect: () => true }
  } as unknown as Kernel.IKernelConnection;
  const panel = {
    isDisposed: false,
    content: { widgets: [cell] },
    context: { ready: Promise.resolve() },
    sessionContext: {
      ready: Promise.resolve(),
      session: { kernel },
      specsManager: {
        specs: { kernelspecs: { python3: { language: 'python' } } }
      }
    }
  } as unknown as NotebookPanel;
  const resume = jest.fn<
    Promise<void>,
    Parameters<SessionController['resume']>
  >(() => Promise.resolve());
  const session = {
    path: PATH,
    ready: Promise.resolve(),
    takeUp: () => Promise.resolve(),
    controller: { isOwn: () => false, resume }
  } as unknown as NotebookSession;
  const resumptions: Resumption[] = [];
  const executor = {
    resumeNext: (_id: string, resumption: Resumption) => {
      resumptions.push(resumption);
    }
  } as unknown as CellExecutor;
  const ledger = new FakeLedger();
  ledger.runs.set('r', {
    id: 'r',
    notebook: PATH,
    cellId: 'a',
    code,
    kind: 'pyspark',
    state: 'sent'
  } as IRunRecord);
  const limits = { rows: 10, piece: 1024 };
  const resumption = new RunResumption({
    execution: {
      load: () => Promise.resolve(executor)
    } as unknown as CellExecution,
    ledger,
    kernels: {} as Kernel.IManager,
    limits,
    locks: null
  });
  /** What the run is taken up with, when its cell comes to its turn. */
  const takeUp = async (): Promise<IFrameOrder | null | undefined> => {
    await resumption.begin(panel, session);
    const [first] = resumptions;
    if (!first || !('perform' in first)) {
      throw new Error('Nothing was taken up.');
    }
    await first.perform({} as IOutputs, new AbortController().signal);
    return resume.mock.calls[0][3];
  };
  return { limits, takeUp };
}

beforeEach(() => {
  jest.spyOn(NotebookActions, 'runCells').mockResolvedValue(true);
});

describe('RunResumption', () => {
  it('fetches a frame in pieces as the user has set them', async () => {
    const { limits, takeUp } = rig('# %%synapse -o df (frame r)\nexec()');
    // Settings may come after the notebook.
    limits.piece = 4096;
    expect(await takeUp()).toMatchObject({
      name: 'df',
      limits: { piece: 4096 }
    });
  });

  it('takes up a run without a frame', async () => {
    const { takeUp } = rig('1 + 1');
    expect(await takeUp()).toBeNull();
  });
});
