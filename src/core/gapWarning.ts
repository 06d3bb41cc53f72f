import { dayRanges, ITableCoverage } from './coverage';
import { ILookbackWindow } from './lookback';

/** How a user wants to run code whose window has gaps. */
export type GapChoice = 'run' | 'existing' | 'cancel';

const NAMES = /\b(?:lookback_dates|lookback_days|end_date)\b/;
/** The left side of an assignment to one of them. */
const TARGET =
  /^\s*(?:lookback_dates|lookback_days|end_date)\s*(?::[^=]*)?=(?!=)/;

/**
 * Whether Python uses the window's variables, other than to set them. By
 * lines, not by grammar: each remote cell is asked, and none may wait for it.
 */
export function usesWindow(code: string): boolean {
  return (
    NAMES.test(code) &&
    code
      .split('\n')
      .some(line => NAMES.test(line.replace(TARGET, '').replace(/#.*$/, '')))
  );
}

/** Whether Python reads the list of days, which can leave some out. */
export function usesDates(code: string): boolean {
  return code
    .split('\n')
    .some(line =>
      /\blookback_dates\b/.test(
        line
          .replace(/^\s*lookback_dates\s*(?::[^=]*)?=(?!=)/, '')
          .replace(/#.*$/, '')
      )
    );
}

/**
 * Python that tells a session which days to read. `lookback_window` says for
 * which window that holds: code that looks at it cannot take the days of an
 * older one.
 */
export function datesCode(
  window: Pick<ILookbackWindow, 'endDate' | 'lookbackDays'>,
  days: readonly string[]
): string {
  const list = days.map(day => `"${day}"`).join(', ');
  return [
    '# The days of the lookback window that are to be read.',
    `lookback_window = ("${window.endDate}", ${window.lookbackDays})`,
    `lookback_dates = [${list}]`
  ].join('\n');
}

/** What the answer to a warning holds for: this window with these gaps. */
export function gapKey(
  table: string,
  { days, missing }: ITableCoverage
): string {
  return JSON.stringify([
    table,
    dayRanges(days.map(({ day }) => day)),
    missing
  ]);
}
