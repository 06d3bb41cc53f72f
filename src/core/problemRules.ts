import { IProblem } from './errors';
import { IErrorBody, sentence } from './problemBody';
import { refusalOf, roleForAction } from './roleForAction';

/** A failed answer of Azure or Livy, read. */
export interface IAnswer extends IErrorBody {
  status: number;
  /** Who answered, for the sentence: Azure Synapse, Azure or Livy. */
  where: string;
  /** Header `Retry-After`; null when it is absent. */
  retryAfter: string | null;
}

type Rule = (answer: IAnswer) => Partial<IProblem> | null;

/** The first rule that knows an answer makes the problem of it. */
export function answerProblem(answer: IAnswer): IProblem {
  const found = RULES.map(rule => rule(answer)).find(problem => problem);
  return {
    kind: 'server',
    what: `${answer.where} answered with status ${answer.status}.`,
    why: sentence(answer.message),
    next: '',
    detail: '',
    ...found
  };
}

const RULES: readonly Rule[] = [
  armAccess,
  firewall,
  quota,
  session,
  tooLarge,
  throttled,
  signIn,
  forbidden,
  notFound,
  refused,
  () => ({ next: 'Try again in a moment.' })
];

/** `AuthorizationFailed` names the action and the scope (one recorded 403). */
function armAccess({
  code,
  message,
  where
}: IAnswer): Partial<IProblem> | null {
  const { action, scope } = refusalOf(message);
  if (!action && !/^(?:Linked)?AuthorizationFailed$/.test(code)) {
    return null;
  }
  const role = roleForAction(action ?? '');
  return {
    kind: 'access',
    what: action
      ? `${where} does not allow you to perform ${action}.`
      : `${where} does not allow this.`,
    why: scope
      ? `Your account has no role for it on ${scope}.`
      : sentence(message),
    next: `Ask an owner for the role ${role ?? 'Reader'} there; a new role can take some minutes to work.`
  };
}

function firewall({ code, message }: IAnswer): Partial<IProblem> | null {
  return /ClientIpAddressNotAuthorized/.test(`${code} ${message}`)
    ? {
        kind: 'access',
        what: 'The firewall of the Synapse workspace refuses this computer.',
        why: sentence(message),
        next: 'Ask an owner to allow the address of the Jupyter server in the firewall of the workspace.'
      }
    : null;
}

/** Texts from Microsoft's documentation and public issues. */
function quota({ code, message, where }: IAnswer): Partial<IProblem> | null {
  const text = `${code} ${message}`;
  const next =
    'start with fewer or smaller executors (-n, --executor-cores), or choose another pool';
  if (/pool is consuming/i.test(text)) {
    return {
      kind: 'quota',
      what: 'The Spark pool has not enough free vCores.',
      next: `Stop sessions of the pool that are not needed, ${next}.`
    };
  }
  if (
    /CAPACITY_EXCEEDED|\bquota\b.*\bvcores?\b|\bvcores?\b.*\b(?:quota|core limit)/i.test(
      text
    )
  ) {
    return {
      kind: 'quota',
      what: 'The Synapse workspace has not enough vCores left.',
      next: `Stop sessions of the workspace that are not needed, ${next}; an owner can ask Azure for a larger quota.`
    };
  }
  if (/\bruns at most \d+ sessions\b/i.test(message)) {
    // The local pool's own sentence; it names the sessions and what to do.
    return { kind: 'quota', what: 'The pool has no room for another session.' };
  }
  return /too many sessions|requested \d+ vcores/i.test(text)
    ? {
        kind: 'quota',
        what: `${where} has no room for another session.`,
        next: `Stop sessions that are not needed, ${next}.`
      }
    : null;
}

/** What Azure and Livy 0.9 say of a session that takes no statements. */
function session({ message }: IAnswer): Partial<IProblem> | null {
  if (/session is in state (?:not_started|starting)/i.test(message)) {
    return {
      kind: 'session',
      what: 'The session is still starting.',
      next: 'Wait until it is ready, then run the cell again.'
    };
  }
  return /is not running\b.*Livy state|Session is in state|Session isn't active|RPC channel is closed/i.test(
    message
  )
    ? {
        kind: 'session',
        what: 'The session does not run any more, or is not ready yet.',
        next: 'If it has ended, start a new one with %synapse start.'
      }
    : null;
}

function tooLarge({
  status,
  message,
  where
}: IAnswer): Partial<IProblem> | null {
  return status === 413 ||
    /request (?:body|entity|size).*(?:too large|exceed|limit)/i.test(message)
    ? {
        kind: 'usage',
        what: `The request is too large for ${where}.`,
        next: 'Move the data into the lake and read it from there, or split the cell.'
      }
    : null;
}

function throttled({
  status,
  retryAfter,
  where
}: IAnswer): Partial<IProblem> | null {
  if (status !== 429) {
    return null;
  }
  const seconds = /^\d+$/.test(retryAfter ?? '') ? `${retryAfter} s` : null;
  return {
    kind: 'quota',
    what: `${where} got too many requests.`,
    next: seconds
      ? `Try again in ${seconds}.`
      : retryAfter
        ? `Try again after ${retryAfter}.`
        : 'Wait a little, then try again.'
  };
}

function signIn({ status, where }: IAnswer): Partial<IProblem> | null {
  if (status === 401 && where === 'Livy') {
    return {
      kind: 'access',
      // Token files are replaced while statements run.
      isSignedOut: true,
      what: 'Livy did not accept the user name and password, or the token, of the Jupyter server.',
      next: 'Check them where c.SynapseConfig.livy_endpoints says they are; variables of the environment are read when JupyterLab starts.'
    };
  }
  return status === 401
    ? {
        kind: 'access',
        isSignedOut: true,
        what: `${where} did not accept the sign-in.`,
        next: 'Sign in again from the Synapse panel; check that it is the right account and tenant.'
      }
    : null;
}

function forbidden({ status, where }: IAnswer): Partial<IProblem> | null {
  if (status !== 403) {
    return null;
  }
  return {
    kind: 'access',
    what: `${where} does not allow this.`,
    next:
      where === 'Azure Synapse'
        ? 'Ask a Synapse Administrator for the role Synapse Compute Operator or Synapse Apache Spark Administrator on the pool.'
        : where === 'Azure'
          ? 'Ask an owner for the role Reader on the resource.'
          : 'Ask whoever runs this Livy for access; it may also allow no proxyUser, or want a header (c.SynapseConfig.livy_endpoints).'
  };
}

function notFound({
  status,
  code,
  message,
  where
}: IAnswer): Partial<IProblem> | null {
  const isNamed =
    /^(?:Resource(?:Group)?|ParentResource|Subscription)NotFound$|^InvalidSubscriptionId$/.test(
      code
    );
  return status === 404 || isNamed
    ? {
        kind: 'notFound',
        what: message
          ? `${where} does not know it: ${sentence(message)}`
          : `${where} has nothing at this address.`,
        why: '',
        next:
          where === 'Livy' && message
            ? 'It may have ended or been deleted; %synapse start makes a new one.'
            : 'Check the names of the pool, the workspace, the resource group and the subscription.'
      }
    : null;
}

/** Any other 4xx: sent again it would be refused again. */
function refused({ status, where }: IAnswer): Partial<IProblem> | null {
  return status >= 400 && status < 500 && status !== 408
    ? { kind: 'usage', what: `${where} refused the request.` }
    : null;
}
