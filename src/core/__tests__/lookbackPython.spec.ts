import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { isoDay } from '../calendarDays';
import { ILookbackWindow, LOOKBACK_RULES, lookbackDays } from '../lookback';
import { SAMPLE_PLACE, pathsCell, sessionCode } from '../lookbackCode';
import { lakeBase, lookbackPaths } from '../lookbackPaths';

const COUNT = 10_000;
const CELLS = 150;

/** The same numbers each time: mulberry32. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

function windows(): ILookbackWindow[] {
  const random = seeded(20211117);
  return Array.from({ length: COUNT }, (_, index) => {
    const rule = LOOKBACK_RULES[index % 3];
    const least = rule === 'endIncluded' ? 1 : 0;
    const isLong = random(100) === 0;
    const days = least + random(isLong ? 900 : 40);
    const hasHours = random(2) === 0;
    const fromHour = hasHours ? random(24) : 0;
    return {
      // 2000-01-01 to 2110: leap years, and 2100, which is none.
      endDate: isoDay(10_957 + random(40_300)),
      lookbackDays: days,
      rule,
      fromHour,
      toHour: hasHours ? fromHour + 1 + random(24 - fromHour) : 24
    };
  });
}

const digest = (texts: string[]): string =>
  createHash('sha256').update(texts.join('\n')).digest('hex');

describe('lookback windows', () => {
  const base = lakeBase(SAMPLE_PLACE);
  const all = windows();

  it(`are what Python's datetime makes of them, ${COUNT} of them`, () => {
    const input = {
      base,
      windows: all.map(window => [
        window.endDate,
        window.lookbackDays,
        window.rule,
        window.fromHour,
        window.toHour,
        digest(lookbackDays(window)),
        digest(lookbackPaths(window, base))
      ]),
      // The cells, too, are run, so that they cannot say something else.
      cells: all
        .slice(0, CELLS)
        .map((window, number) => [
          number,
          pathsCell(window, SAMPLE_PLACE, new Set()).replace('%%synapse\n', ''),
          digest(lookbackPaths(window, base)),
          sessionCode(window),
          lookbackDays(window)
        ])
    };
    const output = execFileSync(
      'python3',
      [path.join(__dirname, 'lookbackDriver.py')],
      {
        input: JSON.stringify(input),
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore']
      }
    );
    expect(JSON.parse(output)).toEqual({ windows: [], cells: [], offers: [] });
  });

  it('covers all rules, hours and single days', () => {
    for (const rule of LOOKBACK_RULES) {
      const some = all.filter(window => window.rule === rule);
      expect(some.length).toBeGreaterThan(COUNT / 4);
      expect(some.some(one => one.fromHour > 0 && one.toHour < 24)).toBe(true);
      expect(some.some(one => lookbackDays(one).length === 1)).toBe(true);
      expect(some.some(one => lookbackDays(one).length > 600)).toBe(true);
    }
    expect(all.some(one => one.endDate.endsWith('-02-29'))).toBe(true);
    expect(all.some(one => one.endDate.startsWith('2100-03'))).toBe(true);
  });
});
