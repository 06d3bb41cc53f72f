import fs from 'node:fs';
import path from 'node:path';

/** One request as it was recorded. */
export interface IGoldenRequest {
  method: string;
  path: string;
  /** JSON. */
  body?: unknown;
  /** Text that is sent as it is. */
  raw_body?: string;
  headers?: Record<string, string>;
}

/** One answer as it was recorded. */
export interface IGoldenResponse {
  status: number;
  headers: Record<string, string>;
  /** Parsed JSON; absent when the body is none. */
  body?: unknown;
  /** A body that is no JSON. */
  text?: string;
}

/** One exchange; without a response the client gave up. */
export interface IExchange {
  request: IGoldenRequest;
  response?: IGoldenResponse;
}

/** A recorded case. */
export interface IGolden {
  case: string;
  about: string;
  exchanges: readonly IExchange[];
}

/** A request to make, and what a real Livy answered to it. */
export interface IStep {
  /** Unique in its case, e.g. `POST /sessions/{s}/statements (2)`. */
  label: string;
  request: IGoldenRequest;
  expected: IGoldenResponse;
  /** Whether it is asked again until it answers as it did. */
  isPoll: boolean;
  /** What was recorded of the progress while it was asked. */
  progress: unknown[];
}

/** The folder of the recorded answers. */
export const GOLDENS = path.join(__dirname, '..', 'goldens');

/** The names of all cases, in order. */
export function goldenNames(): string[] {
  return fs
    .readdirSync(GOLDENS)
    .filter(name => name.endsWith('.json'))
    .map(name => name.replace(/\.json$/, ''))
    .sort();
}

/** A case by its name. */
export function readGolden(name: string): IGolden {
  const text = fs.readFileSync(path.join(GOLDENS, `${name}.json`), 'utf8');
  return JSON.parse(text) as IGolden;
}

/** The requests of a case in order, successive polls as one. */
export function stepsOf(golden: IGolden): IStep[] {
  const steps: IStep[] = [];
  const counts = new Map<string, number>();
  for (const { request, response } of golden.exchanges) {
    // Notes between the exchanges have none; the client gave up without an answer.
    if (!request || !response) {
      continue;
    }
    const last = steps.at(-1);
    const isPoll = request.method === 'GET' && stateOf(response.body) !== null;
    if (
      last?.isPoll &&
      request.method === 'GET' &&
      last.request.path === request.path
    ) {
      last.expected = response;
      last.progress.push(progressOf(response.body));
      continue;
    }
    const name = `${request.method} ${shortPath(request.path)}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const label = count > 1 ? `${name} (${count})` : name;
    const progress = [progressOf(response.body)];
    steps.push({ label, request, expected: response, isPoll, progress });
  }
  return steps;
}

/** The state in a body; null when it has none. */
export function stateOf(body: unknown): string | null {
  return isRecord(body) && typeof body.state === 'string' ? body.state : null;
}

function progressOf(body: unknown): unknown {
  return isRecord(body) ? body.progress : undefined;
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shortPath(text: string): string {
  return text
    .replace(/^\/sessions\/(?!999)[^/?]+/, '/sessions/{s}')
    .replace(/\/statements\/(?!9999)\d+/, '/statements/{n}');
}
