import fc from 'fast-check';
import { IProblem } from '../errors';
import { mask } from '../problemBody';
import { problemFromResponse } from '../problems';

const SYNAPSE = 'https://contoso.dev.azuresynapse.net/livyApi/x';
const ARM = 'https://management.azure.com/subscriptions/s';
const LIVY = 'https://livy.example/sessions';

function problem(
  status: number,
  body: unknown,
  url = SYNAPSE,
  headers: Record<string, string> = {}
): IProblem {
  const all: Record<string, string> = {
    'x-synapse-proxy': 'upstream',
    ...headers
  };
  return problemFromResponse({
    status,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: name => all[name.toLowerCase()] ?? null,
    url,
    proxyCode: null
  });
}

describe('problemFromResponse', () => {
  // Bodies: a recorded 403 of ARM, public issues, Microsoft's documentation,
  // and recorded answers of Livy 0.9.
  it.each<[string, IProblem, Partial<IProblem>]>([
    [
      'a missing ARM role',
      problem(
        403,
        {
          error: {
            code: 'AuthorizationFailed',
            message:
              "The client 'user@example.com' with object id 'x' does not have authorization to perform action 'Microsoft.MachineLearningServices/workspaces/computes/read' over scope '/subscriptions/s/rg' or the scope is invalid. If access was recently granted, please refresh your credentials."
          }
        },
        ARM
      ),
      {
        kind: 'access',
        what: 'Azure does not allow you to perform Microsoft.MachineLearningServices/workspaces/computes/read.',
        why: 'Your account has no role for it on /subscriptions/s/rg.',
        next: 'Ask an owner for the role Reader or AzureML Data Scientist on the Azure ML workspace there; a new role can take some minutes to work.'
      }
    ],
    [
      'a 403 of the pool',
      problem(403, ''),
      { kind: 'access', what: 'Azure Synapse does not allow this.' }
    ],
    [
      'a 401',
      problem(401, '', LIVY),
      {
        kind: 'access',
        isSignedOut: true,
        what: 'Livy did not accept the user name and password, or the token, of the Jupyter server.',
        next: expect.stringContaining('livy_endpoints')
      }
    ],
    [
      'the firewall',
      problem(403, {
        code: 'ClientIpAddressNotAuthorized',
        message: 'Client Ip address : 13.73.1.2'
      }),
      {
        kind: 'access',
        what: 'The firewall of the Synapse workspace refuses this computer.',
        why: 'Client Ip address : 13.73.1.2.'
      }
    ],
    [
      'a full workspace',
      problem(400, {
        TraceId: 't',
        Message:
          'Your Spark job requested 12 vcores. However, the workspace has a 0 core limit. Try reducing the numbers of vcores requested or increasing your vcore quota.'
      }),
      {
        kind: 'quota',
        what: 'The Synapse workspace has not enough vCores left.'
      }
    ],
    [
      'the documented quota text',
      problem(400, { Message: '[User] MAXIMUM_WORKSPACE_CAPACITY_EXCEEDED' }),
      { kind: 'quota' }
    ],
    [
      'a full pool',
      problem(400, {
        Message:
          'Your Spark job requested 16 vCores. However, the pool is consuming 40 vCores out of available 40 vCores. Try ending the running job(s) in the pool.'
      }),
      { kind: 'quota', what: 'The Spark pool has not enough free vCores.' }
    ],
    [
      'a full local pool, whose own sentence says the rest',
      problem(400, {
        Message:
          'The local pool runs at most 4 sessions at a time on this computer, and 4 are running: 1 (a, idle). Try ending one of them.'
      }),
      {
        kind: 'quota',
        what: 'The pool has no room for another session.',
        next: ''
      }
    ],
    [
      'an ended session',
      problem(400, {
        TraceId: 't',
        Message:
          'Session 2 of workspace w on pool p is not running. It is either completed or not fully yet ready. Scheduler state : Ended. Plugin state : Ended. Livy state : killed.'
      }),
      { kind: 'session' }
    ],
    [
      'a starting session',
      problem(
        500,
        '"java.lang.IllegalStateException: Session is in state starting"',
        LIVY
      ),
      {
        kind: 'session',
        what: 'The session is still starting.',
        why: 'Session is in state starting.'
      }
    ],
    [
      'a dead session',
      problem(
        500,
        '"java.lang.IllegalStateException: Session is in state dead"',
        LIVY
      ),
      { kind: 'session' }
    ],
    [
      'an inactive session',
      problem(400, { msg: "requirement failed: Session isn't active." }, LIVY),
      { kind: 'session' }
    ],
    [
      'an unknown session',
      problem(404, { msg: "Session '9' not found." }, LIVY),
      {
        kind: 'notFound',
        what: "Livy does not know it: Session '9' not found."
      }
    ],
    [
      'an unknown statement',
      problem(404, '"Statement not found"', LIVY),
      { kind: 'notFound', what: 'Livy does not know it: Statement not found.' }
    ],
    [
      'bytes of a gzip',
      problem(404, '\u001f\ufffd\b\u0000', LIVY),
      { kind: 'notFound', what: 'Livy has nothing at this address.' }
    ],
    [
      'an unknown resource',
      problem(404, { error: { code: 'ResourceNotFound', message: 'x' } }, ARM),
      { kind: 'notFound' }
    ],
    [
      'a name in use',
      problem(
        400,
        {
          msg: 'Rejected, Reason: Duplicate session name: Some(a) for session 3'
        },
        LIVY
      ),
      {
        kind: 'usage',
        why: 'Rejected, Reason: Duplicate session name: Some(a) for session 3.'
      }
    ],
    [
      'too large a body',
      problem(413, ''),
      { kind: 'usage', what: 'The request is too large for Azure Synapse.' }
    ],
    [
      'throttling',
      problem(429, '', ARM, { 'retry-after': '17' }),
      {
        kind: 'quota',
        what: 'Azure got too many requests.',
        next: 'Try again in 17 s.'
      }
    ],
    [
      'throttling without a time',
      problem(429, ''),
      { kind: 'quota', next: 'Wait a little, then try again.' }
    ],
    [
      'a page of a gateway',
      problem(
        502,
        '<html><head><title>502 Bad Gateway</title></head><body>x</body></html>'
      ),
      { kind: 'server', why: '502 Bad Gateway.' }
    ],
    [
      'a stack of Java',
      problem(
        500,
        '"java.lang.NullPointerException: conf() is null\\n\\tat a.b(C.java:1)\\n"',
        LIVY
      ),
      { kind: 'server', why: 'conf() is null.' }
    ],
    [
      'details',
      problem(
        400,
        {
          status: 'Failed',
          error: {
            code: 'ValidationFailed',
            message: 'Failed.',
            details: [{ code: 'x', message: 'Min is missing' }]
          }
        },
        ARM
      ),
      { kind: 'usage', why: 'Failed. Min is missing.' }
    ],
    [
      'nothing',
      problem(500, ''),
      {
        kind: 'server',
        what: 'Azure Synapse answered with status 500.',
        next: 'Try again in a moment.'
      }
    ]
  ])('explains %s', (_, found, expected) => {
    expect(found).toMatchObject(expected);
  });

  it('keeps status, request id and body for the details, without secrets', () => {
    const { detail } = problem(
      500,
      `Bearer abcdef123456 ${'x'.repeat(5000)}`,
      SYNAPSE,
      { 'x-ms-request-id': 'r1' }
    );
    expect(detail).toContain(
      'HTTP 500\nRequest id: r1\nAddress: https://contoso'
    );
    expect(detail).not.toContain('abcdef');
    expect(detail.length).toBeLessThan(4400);
  });

  it.each([
    ['HostNotAllowed', 'access'],
    ['ContentNotAllowed', 'unsupported'],
    ['UnknownConnection', 'unsupported'],
    ['NotSignedIn', 'access'],
    ['UpstreamUnreachable', 'network'],
    ['UpstreamTimeout', 'network'],
    ['LocalPoolMissing', 'unsupported'],
    ['TooLarge', 'usage'],
    ['SomethingNew', 'server']
  ])('reads the code %s of the proxy', (proxyCode, kind) => {
    const of = (body: string) =>
      problemFromResponse({
        status: 502,
        body,
        headers: () => null,
        proxyCode
      });
    expect(of('')).toMatchObject({ kind });
    expect(of('').what).toBeTruthy();
    expect(
      of(
        JSON.stringify({
          error: { code: proxyCode, message: 'It is so. Do this.' }
        })
      )
    ).toMatchObject({ kind, what: 'It is so. Do this.', next: '' });
  });

  it.each([
    [404, 'server', 'jupyter server extension enable jupyterlab_synapse'],
    [403, 'access', 'Reload the page'],
    [500, 'server', 'log of the Jupyter server']
  ])('knows a %d of Jupyter itself', (status, kind, next) => {
    const found = problemFromResponse({
      status,
      body: '{"message": "Not Found", "reason": null}',
      headers: () => null,
      proxyCode: null
    });
    expect(found.kind).toBe(kind);
    expect(found.next).toContain(next);
  });

  it('says something of any answer', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 599 }),
        fc.oneof(fc.string(), fc.json()),
        (status, body) => {
          const found = problem(status, body);
          expect(found.what).toMatch(/[.…!?]$/);
          expect(found.detail).toContain(`HTTP ${status}`);
        }
      )
    ));
});

describe('mask', () => {
  it.each([
    ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer ***'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig', '***'],
    ['AccountName=a;AccountKey=Zm9v+bar==;x', 'AccountName=a;AccountKey=***;x'],
    ['https://a/b?sv=1&sig=a%2Fb&x=1', 'https://a/b?sv=1&sig=***&x=1'],
    ['{"access_token": "abc", "a": 1}', '{"access_token": "***", "a": 1}'],
    ['https://me:secret@host/', 'https://***@host/'],
    ['nothing here', 'nothing here']
  ])('%s', (text, expected) => {
    expect(mask(text)).toBe(expected);
  });
});
