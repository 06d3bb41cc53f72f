/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import './sdkEnvironment';

import { problemOf } from '../../core/errors';
import { livyVersion } from '../livyVersion';
import { IAnswer, scriptedSend } from './scriptedSend';
import recorded from '../../../conformance/goldens/100-version.json';

const SESSIONS = { from: 0, total: 0, sessions: [] };
const HTML = { 'content-type': 'text/html' };

/** Asks a Livy that answers so. */
async function ask(versionAnswer: IAnswer, sessions: IAnswer = {}) {
  const { requests, send } = scriptedSend(({ url }) =>
    url.endsWith('/version') ? versionAnswer : sessions
  );
  const found = await livyVersion(send, 'onprem').catch(problemOf);
  return { found, requests };
}

describe('livyVersion', () => {
  it('reads what a real Livy 0.9 has answered', async () => {
    const { found, requests } = await ask({
      body: recorded.exchanges[0].response.body
    });
    expect(found).toBe('0.9.0-incubating');
    expect(
      requests.map(({ method, connection }) => [method, connection])
    ).toEqual([['GET', 'onprem']]);
  });

  it.each<[string, IAnswer]>([
    ['passes on sessions only', { status: 404, body: '' }],
    ['answers with a page', { body: '<html>', headers: HTML }],
    ['does not say which', { body: { build: 7 } }]
  ])('is null where a gateway %s', async (_, answer) => {
    const { found, requests } = await ask(answer, { body: SESSIONS });
    expect(found).toBeNull();
    expect(new URL(requests[1].url).pathname).toMatch(
      /\/sparkPools\/onprem\/sessions$/
    );
  });

  it.each<[string, IAnswer, IAnswer, RegExp]>([
    ['a wrong password', { status: 401 }, {}, /user name and password/],
    ['no access', { status: 403 }, {}, /does not allow/],
    ['a fault', { status: 503 }, {}, /status 503/],
    ['another server', { status: 404 }, { status: 404 }, /not as a Livy does/],
    [
      'a welcome page',
      { body: '<html>', headers: HTML },
      { body: '<html>', headers: HTML },
      /not as a Livy does/
    ],
    ['a fault of the list', { status: 404 }, { status: 500 }, /status 500/],
    [
      'a server that cannot be reached',
      {
        status: 502,
        headers: {
          'x-synapse-proxy': '',
          'x-synapse-proxy-error': 'UpstreamUnreachable'
        },
        body: { error: { message: "No answer from Livy 'x'. Check it." } }
      },
      {},
      /^No answer from Livy 'x'\. Check it\.$/
    ],
    [
      'a password that is not there',
      {
        status: 403,
        headers: {
          'x-synapse-proxy': '',
          'x-synapse-proxy-error': 'SecretMissing'
        },
        body: { error: { message: 'The variable X is not set.' } }
      },
      {},
      /^The variable X is not set\.$/
    ]
  ])('explains %s', async (_, answer, sessions, words) => {
    const { found } = await ask(answer, sessions);
    expect(found).toMatchObject({ what: expect.stringMatching(words) });
  });
});
