import { ISentCell } from './cellJob';
import { ICall } from './kernelBridge';

/** Key of the ids of cells that wait for their turn, in the notes of a notebook. */
export const QUEUE = 'queue';

/** Key of what a kernel has to do (`IKernelNote`), in the notes of a notebook. */
export const KERNEL = 'kernel';

/** What a kernel runs, and will, for a page; and what it waits for. */
export interface IKernelNote {
  kernelId: string;
  /** The kernel answers to this client only. */
  clientId: string;
  sent: ISentCell[];
  call: (ICall & { cellId: string | null }) | null;
}

/** A note as it was read; null when it is none. */
export function kernelNote(value: unknown): IKernelNote | null {
  const note = value as Partial<IKernelNote> | null | undefined;
  return typeof note?.kernelId === 'string' &&
    typeof note.clientId === 'string' &&
    Array.isArray(note.sent)
    ? ({ ...note, call: note.call ?? null } as IKernelNote)
    : null;
}
