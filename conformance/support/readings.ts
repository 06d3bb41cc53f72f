import { sessionOf, statementOf } from '../../src/azure/livyJson';
import { failureOf, StatementOutputs } from '../../src/core/statementOutputs';

import { IAnswer } from './client';
import { IDifference } from './compare';
import { IStep, isRecord, stateOf } from './golden';

/** A statement's states in the order in which they may follow one another. */
const ORDER = ['waiting', 'running', 'cancelling', 'available'];

/** A recording that shows at least so many steps of progress is no accident. */
const STEPS_OF_PROGRESS = 3;

/** What is seen of a statement while it is polled; the order is the contract. */
export class Watch {
  constructor(private readonly step: IStep) {}

  see({ body }: IAnswer): void {
    if (isRecord(body) && 'code' in body) {
      this.seen.push(body);
    }
  }

  /** What must not be, whatever the speed of the server. */
  differences(): IDifference[] {
    const at = `${this.step.label}: as polled`;
    const states = this.seen.map(body => rankOf(body));
    const progress = this.seen.map(body => body.progress);
    const wrong = [
      states.some((rank, index) => index > 0 && rank < states[index - 1]) &&
        'a state goes back',
      progress.some(value => !isProgress(value)) && 'progress beyond 0 to 1',
      this.seen.some(body => rankOf(body) < 3 && body.output) &&
        'an output before the end',
      this.isProgressDue &&
        progress.some(value => value !== undefined) &&
        !progress.some(isUnderWay) &&
        'no progress on the way'
    ].filter(text => text !== false);
    return wrong.length ? [{ at, golden: [], target: wrong }] : [];
  }

  private get isProgressDue(): boolean {
    const { expected, progress } = this.step;
    const values = new Set(progress.filter(isUnderWay));
    return (
      stateOf(expected.body) === 'available' && values.size >= STEPS_OF_PROGRESS
    );
  }

  private readonly seen: Record<string, unknown>[] = [];
}

function rankOf({ state }: Record<string, unknown>): number {
  const rank = ORDER.indexOf(String(state));
  return rank < 0 ? ORDER.length - 1 : rank;
}

function isProgress(value: unknown): boolean {
  // Synapse declares none.
  return (
    value === undefined ||
    (typeof value === 'number' && value >= 0 && value <= 1)
  );
}

function isUnderWay(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value < 1;
}

/** What our own parsers lose of an answer: nothing, if all is well. */
export function unread(
  label: string,
  { body, status }: IAnswer
): IDifference[] {
  if (status >= 300 || !isRecord(body)) {
    return [];
  }
  const at = `${label}: as read`;
  if ('appInfo' in body && sessionOf(body)?.state !== body.state) {
    return [{ at, golden: body.state, target: sessionOf(body) }];
  }
  const statement = 'code' in body ? statementOf(body) : null;
  if (!statement) {
    return 'code' in body ? [{ at, golden: 'a statement', target: null }] : [];
  }
  const output = isRecord(body.output) ? body.output : {};
  const isError = statement.output?.status === 'error';
  if (
    statement.state !== body.state ||
    isError !== (output.status === 'error')
  ) {
    return [{ at, golden: output.status ?? null, target: statement }];
  }
  const said = failureOf(statement);
  const events = new StatementOutputs().next(statement);
  return isError && !said ? [{ at, golden: 'a failure', target: events }] : [];
}
