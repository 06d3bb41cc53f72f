import { problemOf, SynapseError } from '../errors';
import { inSubscription } from '../unknownSubscription';

const SIGNED_OUT = new SynapseError({
  kind: 'access',
  what: 'Nobody is signed in to Azure.',
  isSignedOut: true,
  detail: 'request 7'
});
const REFUSED = new SynapseError({ kind: 'access', what: 'No role.' });

describe('inSubscription', () => {
  it('names the subscription when nobody is signed in', async () => {
    const failing = inSubscription('0000-typo', () =>
      Promise.reject(SIGNED_OUT)
    );
    const problem = problemOf(await failing.catch((one: unknown) => one));
    expect(problem).toMatchObject({
      kind: 'access',
      isSignedOut: true,
      detail: 'request 7'
    });
    expect(problem.what).toContain('“0000-typo”');
    expect(problem.next).toContain('-s');
  });

  it('changes nothing else', async () => {
    expect(await inSubscription('s', () => Promise.resolve(3))).toBe(3);
    await expect(
      inSubscription('s', () => Promise.reject(REFUSED))
    ).rejects.toBe(REFUSED);
  });
});
