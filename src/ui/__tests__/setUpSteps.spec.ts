import { nullTranslator } from '@jupyterlab/translation';
import {
  fakeLocalTarget,
  fakeSparkSession,
  fakeTarget
} from '../../testing/builders';
import { FakePools } from '../../testing/fakePools';
import { FakeNotebookSession } from '../../testing/fakeSessions';
import type { INotebookLookback } from '../../tokens';
import { setUpSteps } from '../setUpSteps';

const trans = nullTranslator.load('jupyterlab_synapse');
const SIGNED_IN = {
  state: 'signedIn' as const,
  account: 'dana@contoso.com',
  userCode: null,
  verificationUri: null,
  message: ''
};

describe('setUpSteps', () => {
  it.each<
    [string, Partial<FakeNotebookSession>, Partial<FakePools>, string, string]
  >([
    ['nothing', { target: null }, { status: null }, '', 'refresh signIn'],
    ['no pool', { target: null }, {}, 'connection', 'signIn'],
    [
      'the local pool',
      { target: fakeLocalTarget() },
      {},
      'connection pool signIn',
      'start'
    ],
    ['Azure, signed out', {}, {}, 'connection pool', 'signIn start'],
    [
      'Azure, signed in',
      {},
      { signIn: SIGNED_IN },
      'connection pool signIn',
      'start'
    ],
    [
      'a session',
      { phase: 'ready', session: fakeSparkSession() },
      { signIn: SIGNED_IN },
      'connection pool signIn session',
      ''
    ],
    [
      'a plain Livy',
      { target: fakeTarget({ connection: 'livy' }) },
      {},
      'connection pool signIn',
      'start'
    ]
  ])('%s', (_, session, pools, done, next) => {
    const steps = setUpSteps(
      new FakeNotebookSession(session),
      new FakePools(pools),
      null,
      trans
    );
    const ids = steps.filter(one => one.isDone).map(one => one.id);
    expect(ids.join(' ')).toBe(done);
    const actions = steps.filter(one => !one.isDone && one.action);
    expect(actions.map(one => one.action).join(' ')).toBe(next);
  });

  it.each([
    [null, false],
    [{ endDate: '2021-11-17', lookbackDays: 2, rule: 'end-included' }, true]
  ])('has the lookback window as a step: %j', (window, isDone) => {
    const lookback = { window, days: ['2021-11-16', '2021-11-17'] };
    const steps = setUpSteps(
      new FakeNotebookSession(),
      new FakePools(),
      lookback as unknown as INotebookLookback,
      trans
    );
    expect(steps.at(-1)).toMatchObject({ id: 'lookback', isDone });
  });
});
