import { lastName } from './setUpDocument';
import type { ISetUpRules } from './setUpTypes';

/** Writes all of it into a notebook. */
export const setUpFinish: ISetUpRules = {
  id: 'finish',
  needs: ['account', 'synapse', 'pool'],
  isOptional: false,
  label: trans => trans.__('Hunt'),
  explanation: trans =>
    trans.__(
      'Writes what was chosen into the parameters of the notebook in front and makes the pool its target, or opens the hunt for beacons with them.'
    ),
  look: ({ choices, isFinished, trans }) => ({
    state: isFinished ? 'done' : 'todo',
    text: isFinished
      ? trans.__('The notebook runs on %1.', lastName(choices.pool ?? ''))
      : choices.export
        ? trans.__('Everything is there.')
        : trans.__(
            'The pool is there. Without an export a hunt reads only what is in the lake already.'
          )
  })
};
