import { IProblem } from './errors';

/** A problem as the text of an exception. */
export function problemText(problem: IProblem): string {
  return [problem.what, problem.why, problem.next]
    .filter(part => part)
    .join('\n');
}
