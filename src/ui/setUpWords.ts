import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  ISetUpCreated,
  ISetUpRequest,
  ISetUpStep,
  SetUpState
} from '../setUpTokens';
import type { IMark } from './words';

/** How far a step is, as a glyph and a word. */
export function stepMark(state: SetUpState, trans: TranslationBundle): IMark {
  switch (state) {
    case 'waiting':
      return { kind: 'waiting', word: trans.__('later') };
    case 'checking':
      return { kind: 'working', word: trans.__('checking') };
    case 'todo':
      return { kind: 'none', word: trans.__('to do') };
    case 'working':
      return { kind: 'working', word: trans.__('working') };
    case 'done':
      return { kind: 'ok', word: trans.__('done') };
    case 'failed':
      return { kind: 'failed', word: trans.__('failed') };
    case 'unknown':
      return { kind: 'waiting', word: trans.__('not checked') };
  }
}

/** What came of a request, as a glyph and a word. */
export function requestMark(
  outcome: ISetUpRequest['outcome'],
  trans: TranslationBundle
): IMark {
  switch (outcome) {
    case 'pending':
      return { kind: 'none', word: trans.__('not sent') };
    case 'sending':
      return { kind: 'working', word: trans.__('under way') };
    case 'done':
      return { kind: 'ok', word: trans.__('done') };
    case 'failed':
      return { kind: 'failed', word: trans.__('failed') };
  }
}

/** How something that was created stands, as a glyph and a word. */
export function createdMark(
  state: ISetUpCreated['state'],
  trans: TranslationBundle
): IMark {
  switch (state) {
    case 'there':
      return { kind: 'ok', word: trans.__('there') };
    case 'deleting':
      return { kind: 'working', word: trans.__('being deleted') };
    case 'deleted':
      return { kind: 'cancelled', word: trans.__('deleted') };
  }
}

/** The step that is shown open until the user opens another one. */
export function firstOpenStep(
  steps: readonly ISetUpStep[]
): ISetUpStep['id'] | null {
  const find = (...states: SetUpState[]) =>
    steps.find(step => states.includes(step.state));
  const step =
    find('working') ??
    find('failed', 'todo', 'unknown') ??
    // All is done but the last, which is never.
    (steps.every(one => one.state === 'done') ? steps.at(-1) : undefined);
  return step?.id ?? null;
}

/** The step that comes after one, skipping what is done; null: none. */
export function nextStep(
  steps: readonly ISetUpStep[],
  id: ISetUpStep['id']
): ISetUpStep | null {
  const index = steps.findIndex(step => step.id === id);
  return (
    steps
      .slice(index + 1)
      .find(({ state }) => state !== 'done' && state !== 'waiting') ?? null
  );
}

/** States that a step has once it is known how far it is. */
const KNOWN: readonly (SetUpState | undefined)[] = ['todo', 'done', 'unknown'];

/**
 * What to say after steps have changed; null when there is nothing to say.
 * What was under way is news, and what the user tried that did not work: a
 * first look at all steps is not.
 */
export function stepNews(
  before: readonly Pick<ISetUpStep, 'id' | 'state'>[],
  after: readonly ISetUpStep[],
  trans: TranslationBundle
): string | null {
  for (const step of after) {
    const old = before.find(one => one.id === step.id)?.state;
    const wasWorking = old === 'working';
    if (step.state === 'done' && wasWorking) {
      return trans.__('%1 is done. %2', step.label, step.text);
    }
    if (step.state === 'failed' && (wasWorking || KNOWN.includes(old))) {
      return trans.__(
        '%1 has failed. %2',
        step.label,
        step.problem?.what ?? step.text
      );
    }
  }
  return null;
}

/** An address that a person can be sent to; null when it is none. */
export function safeLink(address: string | null): string | null {
  try {
    return address && new URL(address).protocol === 'https:' ? address : null;
  } catch {
    return null;
  }
}
