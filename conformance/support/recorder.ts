import fs from 'node:fs';
import path from 'node:path';

import { ABSENT, IDifference } from './compare';
import { IJudgement, judge } from './differences';
import { IGolden } from './golden';
import { IProfile } from './profile';

/** The outcome of one case. */
export interface IResult extends Partial<IJudgement> {
  case: string;
  about: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or what went wrong besides differences. */
  reason?: string;
  milliseconds?: number;
}

/** Keeps the outcomes of all cases and writes them down. */
export class Recorder {
  constructor(private readonly profile: IProfile) {}

  skip({ case: name, about }: IGolden, reason: string): void {
    this.results.push({ case: name, about, outcome: 'skipped', reason });
  }

  /** Runs a case; rejects with all that is not as it should be. */
  async judge(
    { case: name, about }: IGolden,
    run: () => Promise<IDifference[]>
  ): Promise<void> {
    const begun = Date.now();
    const result: IResult = { case: name, about, outcome: 'failed' };
    this.results.push(result);
    try {
      const judgement = judge(name, await run(), this.profile);
      Object.assign(result, judgement);
      const complaints = complaintsOf(judgement);
      if (complaints) {
        const error = new Error(complaints);
        // Where it is thrown explains nothing.
        error.stack = complaints;
        throw error;
      }
      result.outcome = 'passed';
    } catch (reason) {
      result.reason = reason instanceof Error ? reason.message : String(reason);
      throw reason;
    } finally {
      result.milliseconds = Date.now() - begun;
    }
  }

  write(): void {
    const { resultsFile, url, prefix, dialect, server } = this.profile;
    fs.mkdirSync(path.dirname(resultsFile), { recursive: true });
    const all = {
      date: new Date().toISOString(),
      url,
      prefix,
      dialect,
      server
    };
    fs.writeFileSync(
      resultsFile,
      `${JSON.stringify({ ...all, results: this.results }, null, 2)}\n`
    );
  }

  private readonly results: IResult[] = [];
}

function complaintsOf({ unknown, stale }: IJudgement): string {
  return [
    ...unknown.map(
      ({ at, golden, target }) =>
        `${at}\n  recorded: ${show(golden)}\n  answered: ${show(target)}`
    ),
    ...stale.map(
      ({ at }) =>
        `${at}\n  is listed in conformance/differences.json, but does not differ so any more`
    )
  ].join('\n');
}

function show(value: unknown): string {
  return value === ABSENT ? 'nothing' : JSON.stringify(value).slice(0, 600);
}
