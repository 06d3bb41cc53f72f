import { ISessionContext } from '@jupyterlab/apputils';
import { ILedger } from '../core/ledger';
import { IWaitingCell } from '../core/run';
import { IKernelCall, ISentCell } from './cellJob';
import { NotebookSession } from './notebookSession';
import { IKernelNote, KERNEL, QUEUE } from './resumptionNotes';

/** Options of a `NoteTaker`. */
export interface INoteTakerOptions {
  ledger: ILedger;
  /** The session of an open notebook; null for consoles and what is closed. */
  sessionOf(context: ISessionContext): NotebookSession | null;
}

/**
 * Notes at the server what another page needs to go on: the cells that wait,
 * what the kernel has to do, and the magic that it waits for.
 *
 * #### Notes
 * A notebook that does not use Spark is none of its business: there nothing is
 * noted, and local cells cost nothing.
 */
export class NoteTaker {
  constructor(private _options: INoteTakerOptions) {}

  waiting(context: ISessionContext, cells: IWaitingCell[]): void {
    const session = this._options.sessionOf(context);
    if (session && !context.isDisposed) {
      const value = cells.length > 0 ? cells.map(one => one.cellId) : null;
      this._options.ledger.note(session.path, QUEUE, value);
      session.setWaiting(cells);
    }
  }

  sent(context: ISessionContext, sent: ISentCell[]): void {
    this._kernel(context, { sent });
    this._options.sessionOf(context)?.setLocal(sent.length);
  }

  call(context: ISessionContext, call: IKernelCall | null): void {
    const { kernel: _, ...rest } = call ?? { kernel: null };
    this._kernel(context, { call: call && (rest as IKernelNote['call']) });
  }

  private _kernel(
    context: ISessionContext,
    change: Partial<Pick<IKernelNote, 'sent' | 'call'>>
  ): void {
    const known = this._notes.get(context) ?? { sent: [], call: null };
    const note = { ...known, ...change };
    this._notes.set(context, note);
    const session = this._options.sessionOf(context);
    const kernel = context.session?.kernel;
    if (!session || !kernel || context.isDisposed) {
      return;
    }
    // The page may be gone before the kernel asks for the magic.
    const isSpark =
      note.call !== null ||
      session.phase !== 'none' ||
      note.sent.some(({ mayCall }) => mayCall);
    const isEmpty = note.call === null && note.sent.length === 0;
    const { id: kernelId, clientId } = kernel;
    if (isSpark && !isEmpty) {
      this._noted.add(context);
      const value = { kernelId, clientId, ...note };
      this._options.ledger.note(session.path, KERNEL, value);
    } else if (this._noted.delete(context)) {
      this._options.ledger.note(session.path, KERNEL, null);
    }
  }

  private _noted = new WeakSet<ISessionContext>();
  private _notes = new WeakMap<
    ISessionContext,
    Pick<IKernelNote, 'sent' | 'call'>
  >();
}
