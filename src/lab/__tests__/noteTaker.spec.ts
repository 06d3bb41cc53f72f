import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel } from '@jupyterlab/services';
import { FakeLedger } from '../../testing/fakeLedger';
import { IKernelCall } from '../cellJob';
import { NotebookSession } from '../notebookSession';
import { NoteTaker } from '../noteTaker';
import { kernelNote } from '../resumptionNotes';

const KERNEL = { id: 'kernel-1', clientId: 'client-1' };
const CALL = { id: 3, parent: 'msg-1', line: 'meta', cell: null };
const SENT = [{ cellId: 'a', parent: 'msg-1', mayCall: false }];

function rig(phase = 'ready', isOpen = true) {
  const ledger = new FakeLedger();
  const setWaiting = jest.fn();
  const setLocal = jest.fn();
  const session = {
    phase,
    path: 'hunt.ipynb',
    setWaiting: setWaiting as NotebookSession['setWaiting'],
    setLocal: setLocal as NotebookSession['setLocal']
  } as NotebookSession;
  const taker = new NoteTaker({
    ledger,
    sessionOf: () => (isOpen ? session : null)
  });
  const context = { session: { kernel: KERNEL } } as ISessionContext;
  const call: IKernelCall = {
    ...CALL,
    kernel: KERNEL as Kernel.IKernelConnection,
    cellId: 'a'
  };
  const notes = () => ledger.notes.get('hunt.ipynb') ?? {};
  return { taker, context, call, session, notes, setLocal, setWaiting };
}

describe('NoteTaker', () => {
  it('notes the cells that wait, as long as some do', () => {
    const { taker, context, notes } = rig('none');
    taker.waiting(context, [
      { cellId: 'b', title: 'b = 1' },
      { cellId: 'c', title: null }
    ]);
    expect(notes()).toEqual({ queue: ['b', 'c'] });
    taker.waiting(context, []);
    expect(notes()).toEqual({});
  });

  it('tells the session what waits and what the kernel has', () => {
    const { taker, context, setLocal, setWaiting } = rig();
    const waiting = [{ cellId: 'b', title: 'b = 1' }];
    taker.waiting(context, waiting);
    taker.sent(context, SENT);
    expect(setWaiting).toHaveBeenLastCalledWith(waiting);
    expect(setLocal).toHaveBeenLastCalledWith(1);
  });

  it('notes what the kernel has, and what it waits for', () => {
    const { taker, context, call, notes } = rig();
    taker.sent(context, SENT);
    taker.call(context, call);
    const note = {
      kernelId: 'kernel-1',
      clientId: 'client-1',
      sent: SENT,
      call: { ...CALL, cellId: 'a' }
    };
    expect(notes()).toEqual({ kernel: note });
    // It goes through JSON and back.
    expect(kernelNote(JSON.parse(JSON.stringify(notes().kernel)))).toEqual(
      note
    );
    taker.call(context, null);
    expect(notes()).toEqual({ kernel: { ...note, call: null } });
    taker.sent(context, []);
    expect(notes()).toEqual({});
  });

  it('has nothing to do with a notebook that does not use Spark', () => {
    const { taker, context, notes } = rig('none');
    taker.sent(context, SENT);
    taker.sent(context, []);
    expect(notes()).toEqual({});
  });

  it('knows a cell that may call the magic before the kernel asks for it', () => {
    const { taker, context, notes } = rig('none');
    taker.sent(context, [{ ...SENT[0], mayCall: true }]);
    expect(notes()).toMatchObject({ kernel: { sent: [{ cellId: 'a' }] } });
    taker.sent(context, []);
    expect(notes()).toEqual({});
  });

  it('knows what was sent before the magic that starts a session', () => {
    const { taker, context, call, notes } = rig('none');
    taker.sent(context, SENT);
    taker.call(context, call);
    expect(notes()).toMatchObject({ kernel: { sent: SENT } });
  });

  it('leaves the notes of a notebook that is closed for the next page', () => {
    const { taker, context, call, notes } = rig('ready', false);
    taker.waiting(context, [{ cellId: 'b', title: null }]);
    taker.sent(context, SENT);
    taker.call(context, call);
    expect(notes()).toEqual({});
  });
});

describe('kernelNote', () => {
  it.each([null, undefined, 3, 'x', {}, { kernelId: 'k' }, { sent: [] }])(
    'takes %j for none',
    value => expect(kernelNote(value)).toBeNull()
  );
});
