import { ArmError } from './armError';
import {
  IProblem,
  SynapseError,
  isPassing,
  problemOf,
  writeFailure
} from './errors';
import { asRecord, asText } from './guards';
import { provisioningState } from './setUpDocument';
import type { ArmDocument, ISetUpWords } from './setUpTypes';

/** What Azure took came to nothing: there is no more of it to follow. */
export class OperationFailure extends SynapseError {}

/** Azure asks to wait for longer than a plan does. */
export class TooLongWait extends SynapseError {
  /** `at`: when Azure wants to be asked again, for the user. */
  constructor(
    reason: unknown,
    readonly at: string,
    trans: ISetUpWords
  ) {
    const { detail, what, why } = problemOf(reason);
    super({
      kind: 'quota',
      what: trans.__('Azure takes nothing more before %1.', at),
      why: [what, why].filter(text => text).join(' '),
      next: trans.__('Try again at %1: nothing is sent before.', at),
      detail
    });
  }
}

/** The failure that a finished operation or a document tells of. */
export function operationFailure(
  label: string,
  document: ArmDocument | null,
  status: string,
  trans: ISetUpWords
): OperationFailure {
  const error = asRecord(
    document?.error ?? asRecord(document?.properties).error
  );
  const inner = asRecord(
    Array.isArray(error.details) ? error.details[0] : null
  );
  const message = asText(error.message) ?? asText(inner.message) ?? '';
  return new OperationFailure({
    kind: /quota|capacity/i.test(`${asText(error.code)} ${message}`)
      ? 'quota'
      : 'server',
    what: trans.__('“%1” did not work: Azure says %2.', label, status),
    why: message,
    next: trans.__('Change what it names and try again, or withdraw the plan.'),
    detail: JSON.stringify(document ?? {}, null, 2).slice(0, 4096)
  });
}

/**
 * The reason why a request of a plan failed, with what it was for.
 * `isUnderWay`: Azure took it, and goes on whatever became of the look at it.
 */
export function requestProblem(
  label: string,
  reason: unknown,
  isUnderWay: boolean,
  trans: ISetUpWords
): IProblem {
  const problem = problemOf(reason);
  if (isUnderWay) {
    return {
      ...problem,
      what: trans.__('What became of “%1” cannot be seen.', label),
      why: [problem.what, problem.why].filter(text => text).join(' '),
      next: isSignInNeeded(reason)
        ? trans.__(
            'Azure goes on meanwhile. Sign in again, then try again: nothing is sent twice.'
          )
        : reason instanceof TooLongWait
          ? trans.__(
              'Azure goes on meanwhile. Try again at %1: nothing is sent twice.',
              reason.at
            )
          : trans.__(
              'Azure goes on meanwhile. Try again in a moment: nothing is sent twice.'
            )
    };
  }
  if (reason instanceof TooLongWait) {
    return { ...problem, what: trans.__('“%1” was refused for now.', label) };
  }
  if (!(reason instanceof ArmError)) {
    return problem;
  }
  return {
    ...problem,
    what: trans.__('“%1” was refused.', label),
    // For want of a role both sentences count: what is missing, and where.
    why:
      problem.kind === 'access'
        ? [problem.what, problem.why].filter(text => text).join(' ')
        : problem.why || problem.what
  };
}

/** How long a refusal asks to wait, ms; null: it is none that passes. */
export function askedToWait(reason: unknown): number | null {
  if (!(reason instanceof ArmError)) {
    return null;
  }
  const { retryAfter } = writeFailure(reason);
  return reason.status === 429
    ? (retryAfter ?? 10_000)
    : reason.status === 409
      ? retryAfter
      : null;
}

/** Statuses of a read that say nothing of what is read. */
const PASSING_READ: readonly number[] = [401, 408, 429];

/**
 * Whether a look at what Azure does may be answered a moment later: also when
 * too many ask, or the sign-in has ended and may come back.
 */
export function isPassingLook(reason: unknown): boolean {
  return (
    !(reason instanceof OperationFailure) &&
    (isPassing(reason) ||
      isSignInNeeded(reason) ||
      (reason instanceof ArmError && PASSING_READ.includes(reason.status)))
  );
}

/** Whether it failed because nobody is signed in any more. */
export function isSignInNeeded(reason: unknown): boolean {
  return (
    problemOf(reason).isSignedOut === true ||
    (reason instanceof ArmError && reason.status === 401)
  );
}

/** Something else has the id of what was to be created. */
export function anotherIsThere(
  label: string,
  why: string,
  trans: ISetUpWords
): SynapseError {
  return new SynapseError({
    kind: 'usage',
    what: trans.__('“%1” was not sent: something else has this name.', label),
    why,
    next: trans.__(
      'Go back to the steps: use another name, or delete what has this one.'
    )
  });
}

/** Why something of somebody else's that has failed is not sent again. */
export function failedElsewhere(
  document: ArmDocument,
  trans: ISetUpWords
): string {
  return trans.__(
    'It is there in the state %1, and was not created here: sending it would change what is somebody else’s.',
    provisioningState(document) ?? ''
  );
}

/** A page that went before it knew: there is nothing of its request. */
export function neverArrived(label: string, trans: ISetUpWords): SynapseError {
  return new SynapseError({
    kind: 'network',
    what: trans.__('“%1” was on its way when the page went.', label),
    why: trans.__('Azure has nothing of it.'),
    next: trans.__('Go on with the plan to send it.')
  });
}
