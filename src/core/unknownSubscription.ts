import { SynapseError } from './errors';

/**
 * The result of a search in a subscription. When nobody is signed in, the
 * error names the subscription: a wrong `-s` is as likely as a missing
 * sign-in, since the local pool has a subscription, too.
 */
export async function inSubscription<T>(
  subscriptionId: string,
  search: () => Promise<T>
): Promise<T> {
  try {
    return await search();
  } catch (reason) {
    if (reason instanceof SynapseError && reason.problem.isSignedOut) {
      throw new SynapseError({
        ...reason.problem,
        what: `Subscription “${subscriptionId}” cannot be looked up: nobody is signed in to Azure.`,
        why: "It is not the local pool's, so it has to be one of Azure.",
        next: 'Check -s, or sign in from the Synapse panel; without -w -s -r the local pool is used.'
      });
    }
    throw reason;
  }
}
