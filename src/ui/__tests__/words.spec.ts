import { nullTranslator } from '@jupyterlab/translation';
import {
  fakeRun,
  fakeSparkSession,
  fakeStatement
} from '../../testing/builders';
import { FakeNotebookSession } from '../../testing/fakeSessions';
import type { IRun, SessionPhase } from '../../tokens';
import { batchOf, runMark, runProgress, sessionMark } from '../words';

const trans = nullTranslator.load('jupyterlab_synapse');

describe('sessionMark', () => {
  it.each<[SessionPhase, string | null, string, string]>([
    ['none', null, 'none', 'no session'],
    ['starting', null, 'waiting', 'starting'],
    ['starting', 'not_started', 'waiting', 'starting'],
    ['ready', 'idle', 'idle', 'idle'],
    ['ready', 'busy', 'working', 'busy'],
    ['ready', 'recovering', 'idle', 'recovering'],
    ['ready', 'a_new_state', 'idle', 'a_new_state'],
    ['stopping', 'idle', 'waiting', 'stopping'],
    ['ended', 'dead', 'failed', 'ended (dead)'],
    ['ended', null, 'failed', 'ended']
  ])('%s with Livy state %s is %s "%s"', (phase, state, kind, word) => {
    const session = new FakeNotebookSession({
      phase,
      session: state === null ? null : fakeSparkSession({ state })
    });
    expect(sessionMark(session, trans)).toEqual({ kind, word });
  });

  it('does not call an idle timeout dead', () => {
    const session = new FakeNotebookSession({
      phase: 'ended',
      session: fakeSparkSession({ state: 'dead', isTimedOut: true })
    });
    expect(sessionMark(session, trans).word).toBe('ended');
  });
});

describe('runMark', () => {
  it.each<[IRun['state'], string, string]>([
    ['queued', 'waiting', 'waiting'],
    ['running', 'working', 'running'],
    ['ok', 'ok', 'done'],
    ['failed', 'failed', 'failed'],
    ['cancelled', 'cancelled', 'cancelled']
  ])('%s is %s "%s"', (state, kind, word) => {
    expect(runMark(fakeRun({ state }), trans)).toEqual({ kind, word });
  });

  it('says that a cancel is under way', () => {
    const statement = fakeStatement({ state: 'cancelling' });
    expect(runMark(fakeRun({ state: 'running', statement }), trans).word).toBe(
      'cancelling'
    );
  });
});

describe('batchOf', () => {
  const done = (startedAt: number, endedAt: number): IRun =>
    fakeRun({ startedAt, endedAt });
  const pending = (state: 'running' | 'queued', startedAt: number): IRun =>
    fakeRun({ state, startedAt, endedAt: null });

  it.each<[string, IRun[], ReturnType<typeof batchOf>]>([
    ['nothing', [], null],
    ['only runs that are over', [done(0, 10)], null],
    ['one that runs', [pending('running', 0)], { position: 1, total: 1 }],
    [
      'the third of five',
      [
        done(0, 100),
        done(110, 5000),
        pending('running', 5010),
        pending('queued', 2),
        pending('queued', 3)
      ],
      { position: 3, total: 5 }
    ],
    [
      'a new batch after a pause',
      [done(0, 100), pending('running', 60_000), pending('queued', 60_000)],
      { position: 1, total: 2 }
    ]
  ])('counts %s', (_, runs, expected) => {
    expect(batchOf(runs)).toEqual(expected);
  });
});

describe('runProgress', () => {
  const tasks = { jobs: 1, done: 3, total: 4, active: 1, failed: 0 };

  it.each([
    [
      'task counts',
      { tasks, progress: 0.1 },
      { share: 0.75, text: '3 of 4 tasks' }
    ],
    ['a share', { progress: 0.25 }, { share: 0.25, text: '' }],
    ['no share yet', { progress: 0 }, null],
    ['nothing', {}, null],
    ['a statement that is over', { tasks, state: 'available' }, null]
  ])('reads %s', (_, statement, expected) => {
    const run = fakeRun({
      state: 'running',
      statement: fakeStatement(statement)
    });
    expect(runProgress(run, trans)).toEqual(expected);
  });
});
