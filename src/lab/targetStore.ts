import { ITarget } from '../core/target';

/** What a notebook session reads and writes of its document. */
export interface ITargetStore {
  /** `synapse.target` of the notebook's metadata; anything may be in it. */
  get(): unknown;
  set(target: ITarget): void;
}
