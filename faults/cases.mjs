/** Which cells of the matrix there are, on which level. */
import { BROWSER_FAULTS } from './browserFaults.mjs';
import { FAULTS } from './faults.mjs';

/** Operations in the order of the table. */
export const OPERATION_NAMES = [
  'create',
  'run',
  'runAdopted',
  'poll',
  'cancel',
  'keepAlive',
  'delete'
];

/** A minute's worth of the matrix, on one session: each kind of fault once. */
export const SMOKE = [
  'create:refused',
  'run:refused',
  'run:reset-before',
  'cancel:reset-before',
  'run:reset-after',
  'poll:reset-after',
  'poll:503-before',
  'run:502-after',
  'run:429-retry-after',
  'run:stall-after',
  'run:half-closed',
  'run:server-killed',
  'delete:server-killed'
];

/** All cases of a level as `{level, fault, operation}`. */
export function cases(level, only = null, isForeign = false) {
  return (level === 'core' ? FAULTS : BROWSER_FAULTS)
    .flatMap(fault =>
      (fault.operations ?? OPERATION_NAMES).map(operation => ({
        level,
        operation,
        fault: fault.name
      }))
    )
    .filter(
      ({ operation, fault }) =>
        (!only || only.includes(`${operation}:${fault}`)) &&
        !(isForeign && level === 'browser')
    );
}
