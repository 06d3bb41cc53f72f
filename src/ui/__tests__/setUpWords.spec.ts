import { nullTranslator } from '@jupyterlab/translation';
import type { SetUpStepId } from '../../setUpTokens';
import { fakeProblem } from '../../testing/builders';
import { fakeSetUpStep, fakeSetUpSteps } from '../../testing/fakeSetUp';
import { firstOpenStep, nextStep, safeLink, stepNews } from '../setUpWords';

const trans = nullTranslator.load('jupyterlab_synapse');
const done = { state: 'done' } as const;
const todo = { state: 'todo' } as const;

describe('firstOpenStep', () => {
  it.each<[string, Parameters<typeof fakeSetUpSteps>[0], SetUpStepId | null]>([
    ['all wait', {}, null],
    ['one to do', { account: done, logs: todo, pool: todo }, 'logs'],
    ['one failed', { account: done, logs: { state: 'failed' } }, 'logs'],
    [
      'one is being created',
      { account: todo, pool: { state: 'working' } },
      'pool'
    ]
  ])('%s', (_, values, expected) => {
    expect(firstOpenStep(fakeSetUpSteps(values))).toBe(expected);
  });

  it('is the last when all is done', () => {
    const steps = fakeSetUpSteps().map(step => ({ ...step, ...done }));
    expect(firstOpenStep(steps)).toBe('finish');
  });
});

describe('nextStep', () => {
  const steps = fakeSetUpSteps({ account: done, logs: done, pool: todo });

  it('skips what is done and what waits', () => {
    expect(nextStep(steps, 'account')?.id).toBe('pool');
    expect(nextStep(steps, 'pool')).toBeNull();
  });
});

describe('stepNews', () => {
  const before = [{ id: 'pool', state: 'working' }] as const;

  it.each([
    ['done', { state: 'done', text: 'hunts' }, /Spark pool is done. hunts/],
    [
      'failed',
      { state: 'failed', problem: fakeProblem({ what: 'No quota.' }) },
      /Spark pool has failed. No quota./
    ]
  ] as const)('tells what was under way and is %s', (_, values, expected) => {
    expect(stepNews(before, [fakeSetUpStep('pool', values)], trans)).toMatch(
      expected
    );
  });

  it.each(['todo', 'done', 'unknown'] as const)(
    'tells that what was tried with a step that was %s has failed',
    state => {
      const problem = fakeProblem({ what: 'The name is taken.' });
      expect(
        stepNews(
          [{ id: 'pool', state }],
          [fakeSetUpStep('pool', { state: 'failed', problem })],
          trans
        )
      ).toBe('Spark pool has failed. The name is taken.');
    }
  );

  it.each(['checking', 'waiting', 'failed'] as const)(
    'is silent about a step that was %s and has failed',
    state => {
      expect(
        stepNews(
          [{ id: 'pool', state }],
          [fakeSetUpStep('pool', { state: 'failed' })],
          trans
        )
      ).toBeNull();
    }
  );

  it('is silent about a first look and about what goes on', () => {
    expect(stepNews([], [fakeSetUpStep('pool', done)], trans)).toBeNull();
    expect(
      stepNews(before, [fakeSetUpStep('pool', { state: 'working' })], trans)
    ).toBeNull();
    expect(
      stepNews(
        [{ id: 'pool', state: 'checking' }],
        [fakeSetUpStep('pool', done)],
        trans
      )
    ).toBeNull();
  });
});

describe('safeLink', () => {
  it.each([
    ['https://learn.microsoft.com/a', 'https://learn.microsoft.com/a'],
    ['http://learn.microsoft.com/a', null],
    ['javascript:alert(1)', null],
    ['nowhere', null],
    [null, null]
  ])('%s', (address, expected) => {
    expect(safeLink(address)).toBe(expected);
  });
});
