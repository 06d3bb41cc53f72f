import type { IPools } from '../tokens';
import { IActions } from './hooks';

/** What can be done about the sign-in to Azure. */
export interface ISignInActions {
  onSignIn: () => Promise<void>;
  /** As another account; who is signed in stays so until that has worked. */
  onSomeoneElse: () => Promise<void>;
  /** Gives up the code or the window that waits, and asks for another one. */
  onAgain: () => Promise<void>;
  onCancel: () => Promise<void>;
  onSignOut: () => Promise<void>;
}

/** They all keep what went wrong in `actions`. */
export function signInActions(
  pools: IPools,
  actions: IActions
): ISignInActions {
  const ask = (): Promise<void> => pools.beginSignIn({ ask: true });
  return {
    onSignIn: () => actions.run(() => pools.beginSignIn()),
    onSomeoneElse: () => actions.run(ask),
    onAgain: () =>
      actions.run(async () => {
        // Giving it up forgets which tenant it was for.
        const tenant = pools.signIn?.tenant;
        await pools.cancelSignIn();
        await (tenant ? pools.signInTo(tenant, { ask: true }) : ask());
      }),
    onCancel: () => actions.run(() => pools.cancelSignIn()),
    onSignOut: () => actions.run(() => pools.endSignIn())
  };
}
