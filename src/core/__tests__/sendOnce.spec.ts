import { FakeClock } from '../../testing/fakeClock';
import { SynapseError, WriteOutcome } from '../errors';
import { sendOnce } from '../sendOnce';
import { follow } from './controllerRig';

function failure(outcome: WriteOutcome, retryAfter: number | null = null) {
  return new SynapseError(
    { kind: outcome === 'refused' ? 'access' : 'network', what: outcome },
    { outcome, retryAfter }
  );
}

/** Tries come from a script; a text is a success. */
function rig(
  script: (WriteOutcome | SynapseError | string)[],
  found: (string | null | Error)[] = [],
  isRecorded = true
) {
  const clock = new FakeClock({ now: 1000, auto: false });
  const abort = new AbortController();
  const log: string[] = [];
  const outcomes = ['refused', 'unsent', 'lost', 'unknown'];
  const result = follow(
    sendOnce<string>({
      clock,
      signal: abort.signal,
      isRecorded,
      random: () => 0.5,
      send: again => {
        log.push(again ? 'again' : 'send');
        const next = script.shift() ?? 'done';
        return next instanceof Error
          ? Promise.reject(next)
          : outcomes.includes(next)
            ? Promise.reject(failure(next as WriteOutcome))
            : Promise.resolve(next);
      },
      find: () => {
        log.push('find');
        const next = found.shift() ?? null;
        return next instanceof Error
          ? Promise.reject(next)
          : Promise.resolve(next);
      }
    })
  );
  return { clock, abort, log, result };
}

describe('sendOnce', () => {
  it.each<[string, (WriteOutcome | string)[], (string | null)[], string]>([
    ['sends once what works', ['ok'], [], 'send'],
    [
      'repeats what reached nobody',
      ['unsent', 'unsent', 'ok'],
      [],
      'send send send'
    ],
    ['asks again where the run is known', ['lost', 'ok'], [], 'send send'],
    ['adopts what is there', ['unknown'], ['ok'], 'send find'],
    [
      'looks until it is there',
      ['unknown'],
      [null, null, 'ok'],
      'send find find find'
    ],
    [
      'repeats what is not there',
      ['unknown', 'ok'],
      [],
      'send find find find again'
    ],
    [
      'looks after each try',
      ['unknown', 'unknown'],
      [null, null, null, 'ok'],
      'send find find find again find'
    ],
    [
      'knows later that it looked',
      ['unknown', 'unsent', 'ok'],
      [],
      'send find find find again again'
    ]
  ])('%s', async (_, script, found, log) => {
    const run = rig(script, found);
    await run.clock.advance(60_000);
    expect(run.result.value).toBe('ok');
    expect(run.log.join(' ')).toBe(log);
  });

  it('gives up what is refused', async () => {
    const run = rig(['refused']);
    await run.clock.advance(0);
    expect(run.result.problem).toBe('access: refused');
    expect(run.log).toEqual(['send']);
  });

  it('never repeats a lost one that nobody has recorded', async () => {
    const run = rig(['lost', 'ok'], ['found'], false);
    await run.clock.advance(60_000);
    expect(run.result.value).toBe('found');
    expect(run.log).toEqual(['send', 'find']);
  });

  it.each([
    [30_000, 29_000, 31_000],
    [200, 150, 400]
  ])('waits as long as the server asks (%d ms)', async (ms, before, after) => {
    const run = rig([failure('unsent', ms), 'ok']);
    await run.clock.advance(before);
    expect(run.log).toEqual(['send']);
    await run.clock.advance(after - before);
    expect(run.result.value).toBe('ok');
  });

  it('shows a failure that would take too long', async () => {
    const run = rig([failure('unsent', 2_131_000)]);
    await run.clock.advance(0);
    expect(run.result.problem).toBe('network: unsent');
  });

  it('looks on while reading fails, and sends nothing meanwhile', async () => {
    const broken = failure('unknown');
    const run = rig(['unknown'], [broken, broken, broken, 'ok']);
    await run.clock.advance(60_000);
    expect(run.result.value).toBe('ok');
    expect(run.log).toEqual(['send', 'find', 'find', 'find', 'find']);
  });

  it('says that it does not know when reading is refused', async () => {
    const run = rig(['unknown'], [failure('refused')]);
    await run.clock.advance(60_000);
    expect(String(run.result.reason)).toContain('is not known');
    expect(run.log).toEqual(['send', 'find']);
  });

  it('ends after some tries that leave no trace', async () => {
    const run = rig(Array<WriteOutcome>(50).fill('unknown'));
    await run.clock.advance(600_000);
    expect(run.result.problem).toBe('network: unknown');
    expect(run.log.filter(one => one !== 'find')).toHaveLength(4);
  });

  it('ends when nobody answers for long', async () => {
    const run = rig(Array<WriteOutcome>(500).fill('unsent'));
    await run.clock.advance(299_000);
    expect(run.result.state).toBe('pending');
    await run.clock.advance(60_000);
    expect(run.result.problem).toBe('network: unsent');
  });

  describe('given up', () => {
    it('sends nothing more', async () => {
      const run = rig(['unsent', 'ok']);
      await run.clock.advance(0);
      run.abort.abort();
      await run.clock.advance(60_000);
      expect(run.result.problem).toContain('cancelled: ');
      expect(run.log).toEqual(['send']);
    });

    it('still finds out what became of it', async () => {
      const run = rig(['lost', 'ok']);
      run.abort.abort();
      await run.clock.advance(60_000);
      // Its caller has to cancel it.
      expect(run.result.value).toBe('ok');
    });
  });
});
