/** What a lake has of one day, in UTC. */
export interface IDayData {
  bytes: number;
  blobs: number;
  /** Bytes of each hour; 24 of them. */
  hourBytes: readonly number[];
  /** Blobs of each hour; 24 of them. */
  hourBlobs: readonly number[];
}

/** A folder to list, below that of the workspace, and the days it is for. */
export interface ICoverageRead {
  /** `y=2021/m=11`, or `y=2021/m=11/d=05`. */
  directory: string;
  days: readonly string[];
}

/**
 * A day has some 600 entries (a folder for each five minutes) and a page
 * 5,000. So a month is four pages: for fewer days, each by itself costs less.
 */
const DAYS_OF_A_MONTH = 4;

/** `y=/m=/d=/h=` as Azure Monitor writes them, with two digits. */
const HOUR =
  /(?:^|\/)y=(\d{4})\/m=(\d{2})\/d=(\d{2})\/h=([01]\d|2[0-3])\/[^?]+$/;

/** Which folders to list for some days (`YYYY-MM-DD`): at most one for each. */
export function coverageReads(days: readonly string[]): ICoverageRead[] {
  const months = new Map<string, string[]>();
  for (const day of days) {
    const month = day.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), day]);
  }
  return [...months.values()].flatMap(days =>
    days.length > DAYS_OF_A_MONTH
      ? [{ directory: dayFolder(days[0]).slice(0, 11), days }]
      : days.map(day => ({ directory: dayFolder(day), days: [day] }))
  );
}

/** The folder of a day: `y=2021/m=11/d=05`. */
export function dayFolder(day: string): string {
  const [year, month, date] = day.split('-');
  return `y=${year}/m=${month}/d=${date}`;
}

/** Adds up the blobs of a listing by day and hour; names are not kept. */
export class CoverageTally {
  /** Counts one blob by its path. What is not in an hour's folder is none. */
  add(path: string, bytes: number): void {
    const match = HOUR.exec(path);
    if (!match) {
      return;
    }
    const [, year, month, date] = match;
    const hour = Number(match[4]);
    const key = `${year}-${month}-${date}`;
    const day = this._days.get(key) ?? emptyDay();
    day.bytes += bytes;
    day.blobs++;
    day.hourBytes[hour] += bytes;
    day.hourBlobs[hour]++;
    this._days.set(key, day);
  }

  /** What was counted of a day; zeros when nothing was. */
  day(day: string): IDayData {
    return this._days.get(day) ?? emptyDay();
  }

  private _days = new Map<string, ReturnType<typeof emptyDay>>();
}

function emptyDay() {
  return {
    bytes: 0,
    blobs: 0,
    hourBytes: new Array<number>(24).fill(0),
    hourBlobs: new Array<number>(24).fill(0)
  };
}
