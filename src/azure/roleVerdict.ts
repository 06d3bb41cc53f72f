import { IRoleFinding } from '../core/roles';

import { IAzureAnswer } from './askAzure';

/** What came of checking one role. */
export type IVerdict = Pick<IRoleFinding, 'state' | 'why'>;

/** These actions are missing; `note` says what else there is to know. */
export function lack(missing: readonly string[], note = ''): IVerdict {
  const actions = missing.join(', ');
  const what = actions ? `Missing: ${actions}.` : '';
  return { state: 'lack', why: [what, note].filter(one => one).join(' ') };
}

/** It could not be checked. */
export function unknown(why: string): IVerdict {
  return { state: 'unknown', why };
}

/** The same because of an answer: what happened and why. */
export function unknownAnswer({ problem }: IAzureAnswer): IVerdict {
  return unknown([problem?.what, problem?.why].filter(part => part).join(' '));
}
