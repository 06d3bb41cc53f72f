import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel } from '@jupyterlab/services';
import { SynapseError } from '../core/errors';
import { IFrameLimits, IFrameReceiver } from '../core/frame';
import { isPython } from './isPython';
import { KernelFrames, IKernelTalk } from './kernelFrames';
import { KernelTalk } from './kernelTalk';

/**
 * Who takes the frames of a notebook's or console's cells: its kernel, that
 * waits in a magic (`talk`) or is free. Throws when it cannot.
 *
 * #### Notes
 * A free kernel may be restarted or changed while Spark works: it is the one
 * of the moment that takes the frame.
 */
export function framesOf(
  context: ISessionContext,
  limits: IFrameLimits,
  talk?: IKernelTalk
): { receiver: IFrameReceiver; limits: IFrameLimits } {
  kernelOf(context);
  const current = () => talk ?? KernelTalk.of(kernelOf(context));
  return { receiver: new KernelFrames(current), limits };
}

function kernelOf(context: ISessionContext): Kernel.IKernelConnection {
  const kernel = context.session?.kernel;
  if (!kernel || !isPython(context)) {
    throw new SynapseError({
      kind: 'usage',
      what: '-o needs a notebook with a Python kernel.',
      why: 'The frame becomes a pandas frame there.',
      next: 'Choose a Python kernel for the notebook, or leave -o out.'
    });
  }
  return kernel;
}
