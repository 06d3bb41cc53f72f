import { FakeLedger } from '../../testing/fakeLedger';
import { FakeClock, settle } from '../../testing/fakeClock';
import { FakeLivy } from '../../testing/fakeLivy';
import {
  IFault,
  NETWORK_ERROR,
  SERVER_ERROR
} from '../../testing/fakeLivyFaults';
import { IFakeRun, textOutput } from '../../testing/fakeLivyStatement';
import { problemOf } from '../errors';
import { DEFAULT_SIZES, StatementOutput } from '../livy';
import { statementDelay } from '../polling';
import { CANCEL_GRACE_MS, runStatement, sentAs } from '../statementRunner';
import { PollingWatch } from '../watchByPolling';
import { follow, Recorder } from './controllerRig';

const FAILED: StatementOutput = {
  status: 'error',
  ename: 'ValueError',
  evalue: 'no',
  traceback: ['Traceback', 'ValueError: no'],
  data: {}
};

async function rig(run: IFakeRun) {
  const clock = new FakeClock({ now: 9000 });
  const livy = new FakeLivy({ clock, states: ['idle'], script: () => run });
  const { id } = await livy.createSession({
    ...DEFAULT_SIZES,
    name: 'jl-spec',
    conf: {}
  });
  livy.calls.splice(0);
  const abort = new AbortController();
  const outputs = new Recorder();
  const states: string[] = [];
  const ends: Promise<void>[] = [];
  const ledger = new FakeLedger();
  return {
    ends,
    ledger,
    clock,
    livy,
    abort,
    outputs,
    states,
    begin: (isRecorded = false) =>
      follow(
        runStatement({
          livy,
          clock,
          watch: new PollingWatch({ clock, delay: statementDelay }),
          sessionId: id,
          code: 'code',
          kind: 'pyspark',
          outputs,
          ledger: isRecorded ? ledger : null,
          run: {
            id: 'run-1',
            notebook: 'hunt.ipynb',
            cellId: 'cell-1',
            sessionName: 'jl-spec',
            after: -1
          },
          isTaken: () => false,
          onSent: () => undefined,
          onRunsOn: end => ends.push(end),
          signal: abort.signal,
          onRead: statement => states.push(statement.state)
        })
      )
  };
}

describe('runStatement', () => {
  it('publishes what is printed, in order, and the rest at the end', async () => {
    const { clock, begin, outputs, livy, states } = await rig({
      duration: 3000,
      output: textOutput('one\ntwo\nthree'),
      steps: [
        { at: 500, partial: { text: 'one\n', offset: 0 } },
        { at: 1500, partial: { text: 'one\ntwo\n', offset: 0 } }
      ]
    });
    const result = begin();
    await clock.advance(1000);
    expect(outputs.text).toBe('one\n');
    await clock.advance(1000);
    expect(outputs.text).toBe('one\ntwo\n');
    await clock.advance(2000);
    expect(result.state).toBe('ok');
    expect(outputs.text.trimEnd()).toBe('one\ntwo\nthree');
    expect(livy.count('createStatement')).toBe(1);
    expect(states[0]).toBe('running');
    expect(states.at(-1)).toBe('available');
  });

  it('reads nothing when the answer has the output', async () => {
    const { begin, outputs, livy } = await rig({ output: textOutput('2') });
    const result = begin();
    await settle();
    expect(result.state).toBe('ok');
    expect(outputs.text.trimEnd()).toBe('2');
    expect(livy.count('getStatement')).toBe(0);
  });

  it.each<[string, IFakeRun, string]>([
    ['available', { output: FAILED }, 'server: no'],
    ['error', { output: FAILED, state: 'error' }, 'server: no'],
    [
      'cancelled elsewhere',
      { state: 'cancelled' },
      'cancelled: The statement was cancelled.'
    ]
  ])('rejects when it failed (%s)', async (_, run, problem) => {
    const { begin } = await rig(run);
    const result = begin();
    await settle();
    expect(result.problem).toBe(problem);
  });

  it.each(['before', 'after'] as const)(
    'executes once what was sent with an unknown outcome (%s it acted)',
    async when => {
      const { begin, livy, clock, outputs } = await rig({
        output: textOutput('2')
      });
      livy.faults.add('createStatement', { when, answer: NETWORK_ERROR });
      const result = begin();
      await clock.advance(60_000);
      expect(result.state).toBe('ok');
      expect(outputs.text).toBe('2');
      expect(livy.codes(0)).toEqual(['code']);
    }
  );

  it('does not take the same code of another notebook for its own', async () => {
    const { begin, livy, clock, ledger } = await rig({
      output: textOutput('2')
    });
    await livy.createStatement(0, 'code', 'pyspark');
    ledger.others.add(0);
    livy.faults.add('createStatement', {
      when: 'before',
      answer: NETWORK_ERROR
    });
    const result = begin(true);
    await clock.advance(60_000);
    expect(result.state).toBe('ok');
    expect(livy.codes(0)).toEqual(['code', 'code']);
    expect(ledger.calls).not.toContain('adopt run-1 1');
  });

  describe('interrupted', () => {
    it('before it was sent sends nothing', async () => {
      const { begin, abort, livy } = await rig({});
      abort.abort();
      const result = begin();
      await settle();
      expect(result.problem).toBe('cancelled: The statement was cancelled.');
      expect(livy.calls).toEqual([]);
    });

    it('while the POST is under way is cancelled once it has a number', async () => {
      const { begin, abort, livy, clock } = await rig({ duration: Infinity });
      const result = begin();
      abort.abort();
      await clock.advance(100);
      expect(result.problem).toContain('cancelled: ');
      expect(livy.calls.map(({ method }) => method)).toEqual([
        'createStatement',
        'cancelStatement',
        'getStatement',
        // Livy may only call it cancelled: a busy session would tell.
        'getSession'
      ]);
    });

    it('asks once, and waits for the end', async () => {
      const { begin, abort, livy, clock } = await rig({
        duration: Infinity,
        cancelTakes: 4000
      });
      const result = begin();
      await clock.advance(1000);
      abort.abort();
      abort.abort();
      await clock.advance(3000);
      expect(result.state).toBe('pending');
      await clock.advance(3000);
      expect(result.problem).toContain('cancelled: ');
      expect(livy.count('cancelStatement')).toBe(1);
      expect(clock.sleeping).toBe(0);
    });

    it('after its end asks nothing', async () => {
      const { begin, abort, livy, clock } = await rig({});
      begin();
      await clock.advance(100);
      abort.abort();
      await settle();
      expect(livy.count('cancelStatement')).toBe(0);
    });

    it('is well if it ended well before the cancel came', async () => {
      const { begin, abort, livy, clock } = await rig({
        duration: 100,
        output: textOutput('done')
      });
      livy.faults.add('cancelStatement', {
        when: 'before',
        answer: SERVER_ERROR
      });
      const result = begin();
      await clock.advance(50);
      abort.abort();
      await clock.advance(200);
      expect(result.state).toBe('ok');
    });

    it.each<[string, 'works' | 'fails' | 'hangs', string]>([
      ['is ignored', 'works', 'Livy cannot interrupt'],
      ['is refused', 'fails', 'The server answered 500.'],
      ['has no answer', 'hangs', 'Livy cannot interrupt']
    ])('says that it still runs when each cancel %s', async (_, how, why) => {
      const { begin, abort, livy, clock, ends } = await rig({
        duration: Infinity,
        cancelTakes: Infinity
      });
      if (how !== 'works') {
        livy.faults.add(
          'cancelStatement',
          ...Array<IFault>(100).fill({
            when: 'before',
            answer: how === 'hangs' ? 'never' : SERVER_ERROR
          })
        );
      }
      const result = begin();
      await clock.advance(1000);
      abort.abort();
      await clock.advance(CANCEL_GRACE_MS - 1000);
      expect(result.state).toBe('pending');
      await clock.advance(2000);
      expect(result.problem).toBe(
        'cancelled: Statement 0 was asked to stop but still runs on the driver.'
      );
      expect(problemOf(result.reason).why).toContain(why);
      // It is followed until its code has ended.
      expect(ends).toHaveLength(1);
      expect(clock.sleeping).toBe(1);
    });

    it('of which Livy only says that it is cancelled, shows its output late', async () => {
      const { begin, abort, clock, ends, outputs, states } = await rig({
        duration: 20_000,
        forcedAfter: 5000,
        output: textOutput('late')
      });
      const result = begin();
      await clock.advance(1000);
      abort.abort();
      await clock.advance(6000);
      expect(result.problem).toBe(
        'cancelled: Statement 0 was asked to stop but still runs on the driver.'
      );
      expect(outputs.text).toBe('');
      let isOver = false;
      void ends[0].then(() => (isOver = true));
      await clock.advance(5000);
      expect(isOver).toBe(false);
      await clock.advance(20_000);
      expect(isOver).toBe(true);
      expect(outputs.text.trim()).toBe('late');
      expect(states.at(-1)).toBe('cancelled');
    });

    it('is over at once when it had not begun', async () => {
      const { begin, abort, clock, ends, livy } = await rig({
        duration: 60_000,
        forcedAfter: 5000
      });
      await livy.createStatement(0, 'before', 'pyspark');
      const result = begin();
      await clock.advance(1000);
      abort.abort();
      await clock.advance(1000);
      expect(result.problem).toContain('cancelled: ');
      expect(ends).toEqual([]);
    });
  });
});

describe('sentAs', () => {
  it.each([
    ['pyspark', 'x', 'pyspark'],
    ['spark', 'x', 'spark'],
    ['sparkr', 'x', 'sparkr']
  ])('leaves %s as it is', (kind, code, sent) => {
    expect(sentAs(code, kind)).toEqual({ code, kind: sent });
  });

  it('sends sql as pyspark', () => {
    const { code, kind } = sentAs('select 1', 'sql');
    expect(kind).toBe('pyspark');
    expect(code).toContain('select 1');
  });
});
