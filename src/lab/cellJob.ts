import { ISessionContext } from '@jupyterlab/apputils';
import { CodeCell } from '@jupyterlab/cells';
import { KernelError } from '@jupyterlab/notebook';
import { Kernel } from '@jupyterlab/services';
import { IOutputs } from '../core/ports';
import { MagicValue } from '../core/sessionMeta';
import { ICellDocument } from './cellPlace';
import { ICall } from './kernelBridge';
import type { IKernelTalk } from './kernelFrames';
import { IMagicRequest } from './magicRunner';
import type { IOutputGuard } from './outputGuard';
import { Perform } from './remoteCells';

/** Who runs a magic: the notebook or console, and the cell if it is known. */
export interface ICellOrigin {
  sessionContext: ISessionContext;
  cellId: string | null;
  /** Id of the run when the kernel asks for it; null: a new one. */
  runId: string | null;
  /** An earlier page had begun it: take it up. */
  isResumed: boolean;
  /** The way to a kernel that waits in the magic; none: it is free. */
  talk?: IKernelTalk;
}

/** A cell that a kernel runs, or will. */
export interface ISentCell {
  cellId: string;
  /** Id of the request to execute. */
  parent: string;
  /** Whether its code has a word that may call our magic. */
  mayCall: boolean;
}

/** A magic that a kernel waits for. */
export interface IKernelCall extends ICall {
  kernel: Kernel.IKernelConnection;
  cellId: string | null;
}

/** Runs a magic for a cell. */
export type RunForCell = (
  request: IMagicRequest,
  outputs: IOutputs,
  signal: AbortSignal,
  origin: ICellOrigin
) => Promise<MagicValue>;

/** One cell to run, from a notebook or a console. */
export interface ICellJob {
  cell: CodeCell;
  sessionContext: ISessionContext;
  /** The notebook's model; none for consoles. */
  document?: ICellDocument;
  /**
   * Lab's own way to run the cell, given the context to run it in. `cell` is
   * another widget than above when the cell was moved while it waited.
   */
  stock(
    view: ISessionContext,
    waited: boolean,
    cell: CodeCell
  ): Promise<boolean>;
  /** Show the cell as scheduled; it has to wait. */
  scheduled(): void;
  /** Show that the cell was not run because of an earlier failure. */
  aborted(error: KernelError): void;
}

/** How to go on with a cell that an earlier page began to run. */
export type Resumption =
  | { perform: Perform }
  | {
      view(
        context: ISessionContext,
        code: string,
        guard: IOutputGuard | null
      ): ISessionContext;
    };
