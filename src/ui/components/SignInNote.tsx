import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  copyIcon,
  launchIcon,
  lockIcon,
  userIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';
import { ISignInState } from '../../tokens';
import { ActionButton } from './ActionButton';

/** Properties of `SignInNote`. */
export interface ISignInNoteProps {
  signIn: ISignInState;
  trans: TranslationBundle;
  onSignIn: () => Promise<void>;
  onSignOut: () => Promise<void>;
  /** Puts text on the clipboard; the system's unless told. */
  copy?: (text: string) => void;
}

/** How the sign-in to Azure stands: the device code while it waits. */
export function SignInNote(props: ISignInNoteProps): React.JSX.Element {
  const { onSignIn, onSignOut, signIn, trans } = props;
  const message = signIn.message ? <p>{signIn.message}</p> : null;
  switch (signIn.state) {
    case 'pending':
      return <DeviceCode {...props} />;
    case 'signedIn':
      return (
        <div className="syn-SignInNote">
          <p className="syn-SignInNote-line">
            <userIcon.react tag="span" aria-hidden="true" />
            <span className="syn-SignInNote-account">
              {signIn.account
                ? trans.__('Signed in to Azure as %1', signIn.account)
                : trans.__('Signed in to Azure')}
            </span>
            <ActionButton action={onSignOut}>
              {trans.__('Sign out')}
            </ActionButton>
          </p>
          {message}
        </div>
      );
    case 'failed':
      return (
        <div className="syn-SignInNote syn-mod-failed">
          <p className="syn-SignInNote-heading">
            {trans.__('The sign-in to Azure did not work.')}
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

/** The address, when it is one to send a person to. */
function safeAddress(address: string | null): string | null {
  try {
    return address && new URL(address).protocol === 'https:' ? address : null;
  } catch {
    return null;
  }
}

function DeviceCode(props: ISignInNoteProps): React.JSX.Element {
  const { copy = Clipboard.copyToSystem, onSignOut, signIn, trans } = props;
  const [isCopied, setIsCopied] = React.useState(false);
  const { userCode } = signIn;
  const address = safeAddress(signIn.verificationUri);
  return (
    <div
      className="syn-SignInNote syn-mod-pending"
      role="group"
      aria-label={trans.__('Sign-in to Azure')}
    >
      <p className="syn-SignInNote-heading">{trans.__('Sign in to Azure')}</p>
      {userCode === null ? (
        <p>{trans.__('Asking Azure for a code…')}</p>
      ) : (
        <>
          <p>{trans.__('Copy this code and enter it on the sign-in page.')}</p>
          <p className="syn-SignInNote-codeLine">
            <code className="syn-SignInNote-code">{userCode}</code>
            <ActionButton
              label={trans.__('Copy the code %1', userCode)}
              action={async () => {
                copy(userCode);
                setIsCopied(true);
              }}
            >
              <copyIcon.react tag="span" aria-hidden="true" />
              {isCopied ? trans.__('Copied') : trans.__('Copy')}
            </ActionButton>
          </p>
        </>
      )}
      {address ? (
        <p>
          <a
            className="syn-Link"
            href={address}
            target="_blank"
            rel="noopener noreferrer"
          >
            {trans.__('Open the sign-in page')}
            <launchIcon.react tag="span" aria-hidden="true" />
          </a>
          <span className="syn-mod-quiet"> {new URL(address).host}</span>
        </p>
      ) : null}
      <p role="status" className="syn-SignInNote-line">
        {signIn.message || trans.__('Waiting for you to sign in…')}
      </p>
      <div className="syn-Buttons">
        <ActionButton action={onSignOut}>{trans.__('Cancel')}</ActionButton>
      </div>
    </div>
  );
}
