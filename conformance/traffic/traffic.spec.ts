import * as fs from 'node:fs';
import * as path from 'node:path';

import { AzureSpecs } from '../../src/azure/__tests__/azureSpecs';

import { IRecorded, Plane, recordedTraffic } from './recordedTraffic';

/** A deliberate difference: `at` is searched for in what `lineOf` writes. */
interface IDifference {
  id: string;
  at: string;
  reason: string;
}

const FOLDER = process.env.SYNAPSE_TRAFFIC ?? '';
/** For `npm run conformance:arm`: what oav judges too. */
const ARM_FILE = process.env.SYNAPSE_TRAFFIC_ARM;

const DIFFERENCES = read<IDifference[]>('differences.json');
const EXPECTED = read<{
  counts: Record<Plane, number>;
  operations: string[];
}>('expected.json');

const specs = new AzureSpecs();
const { counts, exchanges } = recordedTraffic(FOLDER);
const used = new Set<string>();
const PATTERNS = DIFFERENCES.map(({ at, id }) => [id, new RegExp(at)] as const);

function read<T>(name: string): T {
  return JSON.parse(fs.readFileSync(path.join(__dirname, name), 'utf8')) as T;
}

function lineOf({ method, status, url }: IRecorded, problem: string): string {
  const { hostname, pathname } = new URL(url);
  return `${method} ${hostname}${pathname} ${status}: ${problem}`;
}

/** What is wrong with an exchange and not listed. */
function problems(
  exchange: IRecorded,
  onListed: (id: string) => void = () => undefined
): string[] {
  return specs.problems(exchange).flatMap(problem => {
    const line = lineOf(exchange, problem);
    const listed = PATTERNS.filter(([, pattern]) => pattern.test(line));
    listed.forEach(([id]) => onListed(id));
    return listed.length ? [] : [line];
  });
}

/** `Microsoft.Synapse Workspaces_Get`; null when none is specified. */
function operationOf(exchange: IRecorded): string | null {
  const found = specs.operation(exchange);
  const [owner] = /Microsoft\.\w+|Azure\.\w+/.exec(found?.file ?? '') ?? [];
  return found ? `${owner} ${found.id}` : null;
}

/** With names and numbers left out, so that a kind is told once. */
function kindOf(line: string): string {
  return line.replace(/\d+/g, '#');
}

const PLANES = Object.keys(EXPECTED.counts) as Plane[];
const of = (plane: Plane) => exchanges.filter(one => one.plane === plane);

describe('The traffic of the browser tests', () => {
  it.each(PLANES)('satisfies the specification: %s', plane => {
    const found = new Map<string, string>();
    for (const exchange of of(plane)) {
      for (const line of problems(exchange, id => used.add(id))) {
        found.set(kindOf(line), line);
      }
    }
    expect([...found.values()]).toEqual([]);
  });

  it('differs in all that is listed, and for a reason', () => {
    const unused = DIFFERENCES.filter(({ id }) => !used.has(id));
    expect(unused.map(({ id }) => id)).toEqual([]);
    for (const { reason } of DIFFERENCES) {
      expect(reason.length).toBeGreaterThan(20);
    }
    expect(new Set(DIFFERENCES.map(({ id }) => id)).size).toBe(
      DIFFERENCES.length
    );
  });

  it.each(PLANES)('is enough to judge by: %s', plane => {
    expect(counts[plane]).toBeGreaterThanOrEqual(EXPECTED.counts[plane]);
  });

  it('has each operation that the product asks', () => {
    const seen = new Set(exchanges.map(operationOf));
    const missing = EXPECTED.operations.filter(id => !seen.has(id));
    expect(missing).toEqual([]);
  });

  it('would be refused with a wrong type, or with more than is specified', () => {
    for (const plane of PLANES.filter(one => EXPECTED.counts[one] > 0)) {
      const good = of(plane).find(
        one =>
          /^(?:GET|POST)$/.test(one.method) &&
          one.url.includes('?') &&
          one.status === 200 &&
          problems(one).length === 0 &&
          Object.keys(one.body as object).length > 0
      )!;
      const body = good.body as Record<string, unknown>;
      const [key] = Object.keys(body);
      const wrong = [
        { ...good, body: { ...body, [key]: { not: 'this' } } },
        { ...good, body: { ...body, more: 1 } },
        { ...good, url: `${good.url}&more=1` },
        { ...good, body: undefined },
        { ...good, status: 299 }
      ];
      for (const exchange of wrong) {
        expect(problems(exchange)).not.toEqual([]);
      }
    }
  });
});

afterAll(() => {
  if (ARM_FILE) {
    // What differs and is listed, oav would only find once more.
    const arm = of('arm').filter(one => specs.problems(one).length === 0);
    fs.writeFileSync(ARM_FILE, JSON.stringify(arm));
  }
  const seen = new Set(exchanges.flatMap(one => operationOf(one) ?? []));
  const text = PLANES.map(plane => `${plane} ${counts[plane]}`).join(', ');
  process.stdout.write(
    `Exchanges: ${text}. Operations:\n${[...seen].sort().join('\n')}\n`
  );
});
