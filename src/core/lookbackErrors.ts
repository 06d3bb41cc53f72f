import { IProblem, SynapseError } from './errors';
import { ICellAssignment } from './lookbackCells';

/** There is nothing to insert: the cells assign all parameters of a hunt. */
export function hasAllParameters(
  assignments: readonly ICellAssignment[]
): SynapseError {
  const cell = assignments.find(({ place }) => place === 'spark');
  return new SynapseError({
    kind: 'usage',
    what: 'The notebook has all parameters already.',
    why: `Cell ${cell?.cellNumber ?? ''} and those below assign them.`,
    next: 'Change them there.'
  });
}

/** There is nothing to write into the cells, or the window is wrong. */
export function nothingToUpdate(problem?: IProblem): SynapseError {
  return new SynapseError(
    problem ?? {
      kind: 'usage',
      what: 'No cell was changed.',
      why: 'The cells say this window already, or compute it.'
    }
  );
}
