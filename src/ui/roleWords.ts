import type { TranslationBundle } from '@jupyterlab/translation';
import type { IRoleCheck } from '../setUpTokens';
import { IMark } from './words';

/** How a role stands, as a glyph and a word. */
export function roleMark(
  state: IRoleCheck['state'],
  trans: TranslationBundle
): IMark {
  switch (state) {
    case 'checking':
      return { kind: 'working', word: trans.__('checking') };
    case 'have':
      return { kind: 'ok', word: trans.__('have') };
    case 'lack':
      return { kind: 'failed', word: trans.__('missing') };
    case 'notNeeded':
      return { kind: 'none', word: trans.__('not needed') };
    case 'unknown':
      return { kind: 'none', word: trans.__('could not check') };
  }
}

/** All roles in one sentence or two. */
export function roleSummary(
  checks: readonly IRoleCheck[],
  trans: TranslationBundle
): string {
  if (checks.length === 0) {
    return trans.__(
      'Which roles you have in Azure, and which you need, can be checked: nothing is changed.'
    );
  }
  if (checks.some(({ state }) => state === 'checking')) {
    return trans.__('Checking your roles…');
  }
  const lacking = checks.filter(({ state }) => state === 'lack');
  const hunting = lacking.filter(one => !one.isForSetUp).length;
  const others = lacking.length - hunting;
  const unknown = checks.filter(({ state }) => state === 'unknown').length;
  if (lacking.length + unknown === 0) {
    return checks.some(({ state }) => state === 'notNeeded')
      ? trans.__('You have all the roles that you need.')
      : trans.__('You have all the roles.');
  }
  const sentences = [
    hunting > 0
      ? trans._n(
          '%1 role is missing to hunt.',
          '%1 roles are missing to hunt.',
          hunting
        )
      : checks.some(one => !one.isForSetUp && one.state === 'unknown')
        ? ''
        : trans.__('You have the roles to hunt.'),
    others > 0
      ? trans._n(
          '%1 is missing to set up and change.',
          '%1 are missing to set up and change.',
          others
        )
      : '',
    unknown > 0
      ? trans._n(
          '%1 could not be checked.',
          '%1 could not be checked.',
          unknown
        )
      : ''
  ];
  return sentences.filter(one => one).join(' ');
}
