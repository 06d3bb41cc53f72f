import { nullTranslator } from '@jupyterlab/translation';
import { formatTime } from '../../lab/formatTime';
import { DEFAULT_SIZES } from '../../core/livy';
import {
  formatDuration,
  formatMemory,
  formatMinutes,
  formatPercent,
  formatSizes
} from '../format';

const trans = nullTranslator.load('jupyterlab_synapse');

describe('formatDuration', () => {
  it.each([
    [-5, false, '0 s'],
    [200, true, '0.2 s'],
    [200, false, '0 s'],
    [9_940, true, '9.9 s'],
    [41_900, true, '41 s'],
    [72_000, false, '1 min 12 s'],
    [7_500_000, true, '2 h 5 min']
  ])('%d ms (over: %s) is "%s"', (milliseconds, isOver, expected) => {
    expect(formatDuration(milliseconds, trans, isOver)).toBe(expected);
  });
});

describe('formatMinutes', () => {
  it.each([
    [59_000, 'less than 1 min'],
    [60_000, '1 min'],
    [21 * 60_000, '21 min'],
    [125 * 60_000, '2 h 5 min']
  ])('%d ms is "%s"', (milliseconds, expected) => {
    expect(formatMinutes(milliseconds, trans)).toBe(expected);
  });
});

describe('formatMemory', () => {
  it.each([
    ['28g', '28\u00a0GB'],
    ['512m', '512\u00a0MB'],
    ['28GB', '28\u00a0GB'],
    ['a lot', 'a lot']
  ])('%s is "%s"', (memory, expected) => {
    expect(formatMemory(memory)).toBe(expected);
  });
});

it('writes sizes with the right plural', () => {
  expect(formatSizes(DEFAULT_SIZES, trans)).toBe(
    'Driver: 4 vCores, 28\u00a0GB.\n2 executors: 4 vCores, 28\u00a0GB each.'
  );
  expect(formatSizes({ ...DEFAULT_SIZES, numExecutors: 1 }, trans)).toBe(
    'Driver: 4 vCores, 28\u00a0GB.\n1 executor: 4 vCores, 28\u00a0GB.'
  );
});

it('keeps a share between nothing and all', () => {
  expect(formatPercent(1.2)).toBe(formatPercent(1));
  expect(formatPercent(-1)).toBe(formatPercent(0));
});

it('adds the date to a time of another day', () => {
  const now = new Date(2021, 10, 17, 12).getTime();
  expect(formatTime(now - 60_000, now)).not.toContain('2021');
  expect(formatTime(now - 48 * 3_600_000, now)).toContain('2021');
});
