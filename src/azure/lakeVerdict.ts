import { IRoleNeed } from '../core/roles';

import { ILakeProbe } from './lakeAccess';
import { IVerdict, unknown } from './roleVerdict';

const NOT_DATA =
  'Owner and Contributor are roles on the account, not on its data.';

/**
 * Whether the user may read or write the lake, by what reading it told and by
 * what ARM's permissions at the account say; null: they say nothing.
 *
 * #### Notes
 * That the question for permissions is refused says nothing here: the lake's
 * own roles do not contain the right to ask it.
 */
export function lakeVerdict(
  { id }: Pick<IRoleNeed, 'id'>,
  probe: ILakeProbe,
  told: IVerdict | null
): IVerdict {
  if (told?.state === 'have' && probe.refusal === 'role') {
    return unknown(
      `${probe.why} By what Azure says of the account you have the role: a new one can take some minutes to work.`
    );
  }
  const { why } = probe;
  if (id === 'read') {
    const isKnown = probe.state !== 'unknown' || probe.refusal === 'network';
    if (isKnown || told === null) {
      return { state: probe.state, why };
    }
    return told.state === 'lack' && probe.refusal === 'role'
      ? { state: 'lack', why: `${told.why} ${NOT_DATA}` }
      : told;
  }
  if (probe.refusal === 'network' && told?.state !== 'lack') {
    return unknown(why);
  }
  if (told !== null) {
    return told;
  }
  return probe.state === 'have'
    ? unknown('Reading works; whether writing does Azure does not say.')
    : { state: probe.state, why };
}
