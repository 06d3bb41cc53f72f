import { IProblem } from './errors';

/** A problem with what the user wrote: what, why and what next. */
export function usageProblem(
  what: string,
  why: string,
  next: string
): IProblem {
  return { kind: 'usage', what, why, next, detail: '' };
}
