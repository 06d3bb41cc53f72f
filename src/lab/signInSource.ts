import { ISignal } from '@lumino/signaling';
import { ISignInState } from '../tokens';

/** `ask`: as someone else · `cancel`: give up waiting · `end`: sign out. */
export type SignInAction = 'read' | 'begin' | 'ask' | 'cancel' | 'end';

/** Where the sign-in to Azure is: at the server, or in this page. */
export interface ISignInSource {
  /**
   * Does something and tells how the sign-in stands then. `tenant` is for
   * `begin` and `ask`; without it, it is that of before.
   */
  signIn(action: SignInAction, tenant?: string): Promise<ISignInState>;
  /** Emitted when it may stand differently without anyone having asked. */
  readonly changed: ISignal<ISignInSource, void>;
}
