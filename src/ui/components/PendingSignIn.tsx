import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { copyIcon, launchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { ISignInState } from '../../tokens';
import { formatMinutes } from '../format';
import { useNow } from '../useNow';
import { ISignInActions } from '../signInActions';
import { ActionButton } from './ActionButton';

/** Properties of `PendingSignIn`. */
export interface IPendingSignInProps extends ISignInActions {
  signIn: ISignInState;
  trans: TranslationBundle;
  /** Puts text on the clipboard; the system's unless told. */
  copy?: (text: string) => void;
}

/**
 * A sign-in that waits for its user: at a page where a code is typed, or in a
 * window of the browser.
 *
 * #### Notes
 * One line is a live region and says what changed. The time that is left is
 * not in it: it would be read out again and again.
 */
export function PendingSignIn(props: IPendingSignInProps): React.JSX.Element {
  const { onAgain, onCancel, signIn, trans } = props;
  const [copied, setCopied] = React.useState<string | null>(null);
  const element = React.useRef<HTMLDivElement>(null);
  const expiresAt = signIn.userCode === null ? null : signIn.expiresAt;
  const now = useNow({ element, isRunning: Boolean(expiresAt) });
  const left = expiresAt ? expiresAt - now : null;
  const isExpired = left !== null && left <= 0;
  return (
    <div
      ref={element}
      className="syn-SignInNote syn-mod-pending"
      role="group"
      aria-label={trans.__('Sign-in to Azure')}
    >
      <p className="syn-SignInNote-heading">{trans.__('Sign in to Azure')}</p>
      {signIn.userCode !== null && !isExpired ? (
        <Code {...props} code={signIn.userCode} onCopied={setCopied} />
      ) : null}
      <p role="status">{statusText(props, isExpired, copied)}</p>
      {left !== null && !isExpired ? (
        <p role="timer" aria-live="off" className="syn-mod-quiet">
          {trans.__('The code is valid for %1 more.', timeLeft(left, trans))}
        </p>
      ) : null}
      {signIn.isWindow ? (
        <p className="syn-mod-quiet">
          {trans.__(
            'No window? Allow pop-ups for this page, then open it again.'
          )}
        </p>
      ) : null}
      {signIn.tenant ? (
        <p className="syn-mod-quiet">
          {trans.__('Sign in to the tenant %1.', signIn.tenant)}
        </p>
      ) : null}
      {signIn.account ? (
        <p className="syn-mod-quiet">
          {trans.__('Until then you stay signed in as %1.', signIn.account)}
        </p>
      ) : null}
      <div className="syn-Buttons">
        {isExpired ? (
          <ActionButton isPrimary action={onAgain}>
            {trans.__('Get a new code')}
          </ActionButton>
        ) : null}
        {signIn.isWindow ? (
          <ActionButton action={onAgain}>
            {trans.__('Open the window again')}
          </ActionButton>
        ) : null}
        <ActionButton action={onCancel}>{trans.__('Cancel')}</ActionButton>
      </div>
    </div>
  );
}

function statusText(
  props: IPendingSignInProps,
  isExpired: boolean,
  copied: string | null
): string {
  const { signIn, trans } = props;
  const { isWindow, userCode } = signIn;
  if (isWindow) {
    return trans.__('Waiting for you to sign in in the window that opened…');
  }
  if (userCode === null) {
    return signIn.message || trans.__('Asking Azure for a code…');
  }
  if (isExpired) {
    return trans.__('The code has expired.');
  }
  return copied === userCode
    ? trans.__('Copied. Waiting for you to enter the code…')
    : trans.__('Waiting for you to enter the code %1…', userCode);
}

function timeLeft(left: number, trans: TranslationBundle): string {
  return left < 60_000
    ? trans.__('%1 s', Math.ceil(left / 1000))
    : formatMinutes(left, trans);
}

function Code(
  props: IPendingSignInProps & {
    code: string;
    onCopied: (code: string) => void;
  }
): React.JSX.Element {
  const { code, onCopied, signIn, trans } = props;
  const copy = props.copy ?? Clipboard.copyToSystem;
  const address = safeAddress(signIn.verificationUri);
  return (
    <>
      <p>{trans.__('Copy this code and enter it on the sign-in page.')}</p>
      <p className="syn-SignInNote-codeLine">
        <code className="syn-SignInNote-code">{code}</code>
        <ActionButton
          label={trans.__('Copy the code %1', code)}
          action={async () => {
            copy(code);
            onCopied(code);
          }}
        >
          <copyIcon.react tag="span" aria-hidden="true" />
          {trans.__('Copy')}
        </ActionButton>
      </p>
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
            <span className="jp-sr-only">{trans.__('(in a new tab)')}</span>
          </a>
          <span className="syn-mod-quiet"> {new URL(address).host}</span>
        </p>
      ) : null}
    </>
  );
}

/** The address, when it is one to send a person to. */
function safeAddress(address: string | null): string | null {
  try {
    return address && new URL(address).protocol === 'https:' ? address : null;
  } catch {
    return null;
  }
}
