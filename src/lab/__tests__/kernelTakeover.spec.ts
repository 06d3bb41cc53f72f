import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { SynapseError } from '../../core/errors';
import { KernelBridge, RunBridged } from '../kernelBridge';
import { KernelTakeover } from '../kernelTakeover';
import { IKernelNote } from '../resumptionNotes';
import { WireKernel, quiet } from './wireKernel';

const CALL = { id: 3, parent: 'm1', line: 'start', cell: null, cellId: 'a' };
const SENT = [
  { cellId: 'a', parent: 'm1', mayCall: true },
  { cellId: 'b', parent: 'm2', mayCall: false }
];

/** A page that takes a kernel over which has ended all of the earlier page. */
async function rig(note: Pick<IKernelNote, 'sent' | 'call'>, run: RunBridged) {
  const own = new WireKernel();
  const kernel = own.connect();
  await kernel.info;
  await kernel.requestExecute({ code: '1' }).done;
  await kernel.requestExecute({ code: '2' }).done;
  const earlier = new WireKernel();
  const takeover = new KernelTakeover({
    kernel,
    note,
    connect: () => earlier.connect(),
    bridge: connection => new KernelBridge(connection, run)
  });
  const context = { session: { kernel } } as unknown as ISessionContext;
  const cell = async (parent: string) => {
    const { session } = takeover.view(context, 'code', parent, null);
    const future = (session!.kernel as Kernel.IKernelConnection).requestExecute(
      { code: 'code' }
    );
    const outputs: unknown[] = [];
    future.onIOPub = ({ content }: KernelMessage.IIOPubMessage) => {
      outputs.push(content);
    };
    const { content } = await future.done;
    return { content, outputs };
  };
  return { cell, earlier, kernel };
}

const printing: RunBridged = async (_, outputs) => {
  await outputs.publish({
    type: 'stream',
    content: { name: 'stdout', text: 'ready\n' }
  });
  return null;
};

beforeEach(quiet);

describe('KernelTakeover', () => {
  it('ends cells whose replies no page has heard, with their numbers', async () => {
    const { cell } = await rig({ sent: SENT, call: null }, printing);
    const [first, second] = await Promise.all([cell('m1'), cell('m2')]);
    expect(first.content).toMatchObject({ status: 'ok', execution_count: 1 });
    expect(second.content).toMatchObject({ status: 'ok', execution_count: 2 });
    expect([...first.outputs, ...second.outputs]).toEqual([]);
  });

  it('shows what a magic came to whose end the kernel knew already', async () => {
    const { cell } = await rig({ sent: SENT, call: CALL }, printing);
    const { content, outputs } = await cell('m1');
    expect(outputs).toEqual([{ name: 'stdout', text: 'ready\n' }]);
    expect(content).toMatchObject({ status: 'ok', execution_count: 1 });
    expect((await cell('m2')).outputs).toEqual([]);
  });

  it('shows its failure, and the cell fails', async () => {
    const fails = () =>
      Promise.reject(
        new SynapseError({
          kind: 'quota',
          what: 'No vCores are left.',
          why: '',
          next: ''
        })
      );
    const { cell } = await rig({ sent: SENT, call: CALL }, fails);
    const { content, outputs } = await cell('m1');
    expect(outputs).toMatchObject([{ ename: 'SynapseError' }]);
    expect(content).toMatchObject({ status: 'error', execution_count: 1 });
  });

  it('lets a kernel ask again that may have asked a page that was gone', async () => {
    const { cell, earlier } = await rig({ sent: SENT, call: null }, printing);
    await cell('m1');
    expect(earlier.replies).toEqual([JSON.stringify({ id: 0, step: 0 })]);
  });

  it('says nothing to a kernel whose cell cannot have called the magic', async () => {
    const sent = [{ ...SENT[0], mayCall: false }];
    const { cell, earlier } = await rig({ sent, call: null }, printing);
    await cell('m1');
    expect(earlier.replies).toEqual([]);
  });
});
