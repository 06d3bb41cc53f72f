import { nullTranslator } from '@jupyterlab/translation';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import type { ISignInState } from '../../tokens';
import { SignInNote } from '../components/SignInNote';

const trans = nullTranslator.load('jupyterlab_synapse');
const user = userEvent.setup();

type Callback =
  'onSignIn' | 'onSignOut' | 'onCancel' | 'onAgain' | 'onSomeoneElse';

function show(
  state: Partial<ISignInState>
): Record<'copy' | Callback, jest.Mock> {
  const calls = {
    copy: jest.fn(),
    onAgain: jest.fn(async () => undefined),
    onCancel: jest.fn(async () => undefined),
    onSignIn: jest.fn(async () => undefined),
    onSignOut: jest.fn(async () => undefined),
    onSomeoneElse: jest.fn(async () => undefined)
  };
  const signIn: ISignInState = {
    state: 'pending',
    account: null,
    userCode: 'HX7QK9B2D',
    verificationUri: 'https://microsoft.com/devicelogin',
    message: '',
    ...state
  };
  render(<SignInNote signIn={signIn} trans={trans} {...calls} />);
  return calls;
}

describe('SignInNote', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('shows the code, copies it and links to the page', async () => {
    const { copy, onCancel } = show({});
    expect(screen.getByText('HX7QK9B2D')).toBeVisible();
    await user.click(
      screen.getByRole('button', { name: 'Copy the code HX7QK9B2D' })
    );
    expect(copy).toHaveBeenCalledWith('HX7QK9B2D');
    expect(screen.getByRole('status')).toHaveTextContent('Copied.');
    const link = screen.getByRole('link', { name: /^Open the sign-in page/ });
    expect(link).toHaveAccessibleName(/in a new tab/);
    expect(link).toHaveAttribute('target', '_blank');
    expect(link).toHaveAttribute('href', 'https://microsoft.com/devicelogin');
    expect(link).toHaveAttribute('rel', 'noopener noreferrer');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(onCancel).toHaveBeenCalledTimes(1);
  });

  it('reads the code out once, and never the time that is left', () => {
    show({ expiresAt: Date.now() + 14.5 * 60_000 });
    expect(screen.getByRole('status')).toHaveTextContent(
      'Waiting for you to enter the code HX7QK9B2D…'
    );
    expect(screen.getByRole('timer')).toHaveTextContent(
      'The code is valid for 14 min more.'
    );
    expect(screen.getByRole('timer')).toHaveAttribute('aria-live', 'off');
    expect(screen.getByRole('status')).not.toContainElement(
      screen.getByRole('timer')
    );
  });

  it('counts down, and offers a new code at the end', async () => {
    jest.useFakeTimers();
    const { onAgain } = show({ expiresAt: Date.now() + 1900 });
    for (const left of ['2 s', '1 s']) {
      expect(screen.getByRole('timer')).toHaveTextContent(
        `The code is valid for ${left} more.`
      );
      // A tick comes a moment late.
      await act(() => jest.advanceTimersByTimeAsync(1100));
    }
    expect(screen.getByRole('status')).toHaveTextContent(
      'The code has expired.'
    );
    expect(screen.queryByText('HX7QK9B2D')).toBeNull();
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.queryByRole('timer')).toBeNull();
    // A click waits for the real time between its events.
    jest.useRealTimers();
    await user.click(screen.getByRole('button', { name: 'Get a new code' }));
    expect(onAgain).toHaveBeenCalledTimes(1);
  });

  it('waits for a window of the browser', async () => {
    const { onAgain } = show({
      userCode: null,
      verificationUri: null,
      isWindow: true
    });
    expect(screen.getByRole('status')).toHaveTextContent(
      'Waiting for you to sign in in the window'
    );
    expect(screen.getByText(/Allow pop-ups/)).toBeVisible();
    await user.click(
      screen.getByRole('button', { name: 'Open the window again' })
    );
    expect(onAgain).toHaveBeenCalledTimes(1);
  });

  it('says who stays signed in while somebody else signs in', () => {
    show({ account: 'dana@contoso.com' });
    expect(
      screen.getByText('Until then you stay signed in as dana@contoso.com.')
    ).toBeVisible();
  });

  it('names the tenant that is signed in to', () => {
    render(
      <SignInNote
        signIn={{
          state: 'signedIn',
          account: 'dana@contoso.com',
          userCode: null,
          verificationUri: null,
          message: ''
        }}
        tenantName="Fabrikam"
        trans={trans}
        onAgain={jest.fn()}
        onCancel={jest.fn()}
        onSignIn={jest.fn()}
        onSignOut={jest.fn()}
        onSomeoneElse={jest.fn()}
      />
    );
    expect(
      screen.getByText('Signed in to Azure as dana@contoso.com · Fabrikam')
    ).toBeVisible();
  });

  it('says which tenant it is for', () => {
    show({ tenant: 'contoso.com' });
    expect(
      screen.getByText('Sign in to the tenant contoso.com.')
    ).toBeVisible();
  });

  it('reads a failure out', () => {
    show({ state: 'failed', message: 'The code expired.' });
    expect(screen.getByRole('alert')).toHaveTextContent('The code expired.');
  });

  it.each([
    'javascript:alert(1)',
    'http://example.com',
    'not an address',
    null
  ])('makes no link of %s', verificationUri => {
    show({ verificationUri });
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('waits for the code', () => {
    show({ userCode: null });
    expect(screen.getByText(/Asking Azure for a code/)).toBeVisible();
  });

  it.each<
    [ISignInState['state'], Partial<ISignInState>, string, string, Callback]
  >([
    [
      'signedIn',
      { account: 'dana@contoso.com' },
      'Signed in to Azure as dana@contoso.com',
      'Sign out',
      'onSignOut'
    ],
    ['signedIn', {}, 'Signed in to Azure', 'Sign out', 'onSignOut'],
    [
      'signedIn',
      { message: 'That did not work.' },
      'That did not work.',
      'Sign in as someone else…',
      'onSomeoneElse'
    ],
    ['signedOut', {}, 'Not signed in to Azure', 'Sign in to Azure', 'onSignIn'],
    [
      'failed',
      { message: 'The code expired.' },
      'The code expired.',
      'Sign in again',
      'onSignIn'
    ]
  ])('says %s %p', async (state, values, text, name, callback) => {
    const calls = show({ state, userCode: null, ...values });
    expect(screen.getByText(text)).toBeVisible();
    await user.click(screen.getByRole('button', { name }));
    expect(calls[callback]).toHaveBeenCalledTimes(1);
  });
});
