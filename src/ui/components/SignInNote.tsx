import { lockIcon, userIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { ActionButton } from './ActionButton';
import { IPendingSignInProps, PendingSignIn } from './PendingSignIn';

/** Properties of `SignInNote`. */
export interface ISignInNoteProps extends IPendingSignInProps {
  /** Name of the tenant; null or absent: not known. */
  tenantName?: string | null;
}

/** How the sign-in to Azure stands: the device code while it waits. */
export function SignInNote(props: ISignInNoteProps): React.JSX.Element {
  const { onSignIn, onSignOut, onSomeoneElse, signIn, trans } = props;
  const tenant = props.tenantName ?? signIn.tenant ?? null;
  const message = signIn.message ? <p>{signIn.message}</p> : null;
  switch (signIn.state) {
    case 'pending':
      return <PendingSignIn {...props} />;
    case 'signedIn':
      return (
        <div className="syn-SignInNote">
          <p className="syn-SignInNote-line">
            <userIcon.react tag="span" aria-hidden="true" />
            <span className="syn-SignInNote-account">
              {signIn.account
                ? trans.__('Signed in to Azure as %1', signIn.account)
                : trans.__('Signed in to Azure')}
              {tenant ? ` · ${tenant}` : null}
            </span>
          </p>
          {message}
          <div className="syn-Buttons">
            <ActionButton action={onSignOut}>
              {trans.__('Sign out')}
            </ActionButton>
            <ActionButton action={onSomeoneElse}>
              {trans.__('Sign in as someone else…')}
            </ActionButton>
          </div>
        </div>
      );
    case 'failed':
      return (
        <div className="syn-SignInNote syn-mod-failed" role="alert">
          <p className="syn-SignInNote-heading">
            {trans.__('You are not signed in to Azure.')}
          </p>
          {message}
          <div className="syn-Buttons">
            <ActionButton action={onSignIn}>
              {trans.__('Sign in again')}
            </ActionButton>
          </div>
        </div>
      );
    case 'signedOut':
      return (
        <div className="syn-SignInNote">
          <p className="syn-SignInNote-line">
            <lockIcon.react tag="span" aria-hidden="true" />
            <span className="syn-SignInNote-account">
              {trans.__('Not signed in to Azure')}
            </span>
            <ActionButton action={onSignIn}>
              {trans.__('Sign in to Azure')}
            </ActionButton>
          </p>
          {message}
        </div>
      );
  }
}
