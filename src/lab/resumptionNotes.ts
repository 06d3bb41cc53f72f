/** Key of what a kernel waits for (`IKernelCall`), in the notes of a notebook. */
export const CALL = 'call';

/** Key of the ids of cells that wait for their turn, in the notes of a notebook. */
export const QUEUE = 'queue';
