import type { IFrameLimits } from '../core/frame';
import type { ICellOrigin } from './cellJob';
import type * as Frames from './framesOf';

/** Who takes the frames of a cell; its code is loaded with the first. */
export async function loadFrames(
  { sessionContext, talk }: Pick<ICellOrigin, 'sessionContext' | 'talk'>,
  limits: IFrameLimits
): Promise<ReturnType<typeof Frames.framesOf>> {
  const { framesOf } = await import(
    /* webpackChunkName: "frames" */ './framesOf'
  );
  return framesOf(sessionContext, limits, talk);
}
