import { ILivy } from '../core/ports';
import { IProblem, SynapseError } from '../core/errors';

/** What goes wrong with one call. */
export interface IFault {
  /** Before the call has its effect, or after it: the answer is lost. */
  when: 'before' | 'after';
  /** What the caller gets; `never`: no answer until its signal is aborted. */
  answer: Partial<IProblem> | 'never';
}

/** The failure of a server, as an adapter reports it. */
export const SERVER_ERROR: Partial<IProblem> = Object.freeze({
  kind: 'server',
  what: 'The server answered 500.'
});

/** The failure of a network. */
export const NETWORK_ERROR: Partial<IProblem> = Object.freeze({
  kind: 'network',
  what: 'The Jupyter server could not be reached.'
});

/** An error as an adapter rejects with it. */
export function errorFor(problem: Partial<IProblem>): SynapseError {
  return new SynapseError({ kind: 'server', what: 'It failed.', ...problem });
}

/** Faults to come, by method, first in, first out. */
export class Faults {
  /** Let the next calls of a method fail, one for each fault. */
  add(method: keyof ILivy, ...faults: IFault[]): void {
    this._faults.set(method, [...(this._faults.get(method) ?? []), ...faults]);
  }

  /** Do what a call does, with the fault that is due. */
  async run<T>(
    method: keyof ILivy,
    act: () => T,
    signal?: AbortSignal
  ): Promise<T> {
    // No adapter answers in the same turn.
    await Promise.resolve();
    if (signal?.aborted) {
      throw errorFor({ kind: 'cancelled', what: 'It was stopped.' });
    }
    const fault = this._faults.get(method)?.shift();
    if (fault?.when === 'before') {
      return this._fail(fault, signal);
    }
    const result = act();
    return fault ? this._fail(fault, signal) : result;
  }

  private async _fail(fault: IFault, signal?: AbortSignal): Promise<never> {
    if (fault.answer !== 'never') {
      throw errorFor(fault.answer);
    }
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () =>
        reject(errorFor({ kind: 'cancelled', what: 'It was stopped.' }))
      );
    });
  }

  private readonly _faults = new Map<keyof ILivy, IFault[]>();
}
