import { nullTranslator } from '@jupyterlab/translation';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import type { ISignInState } from '../../tokens';
import { SignInNote } from '../components/SignInNote';

const trans = nullTranslator.load('jupyterlab_synapse');
const user = userEvent.setup();

function show(
  state: Partial<ISignInState>
): Record<'copy' | 'onSignIn' | 'onSignOut', jest.Mock> {
  const calls = {
    copy: jest.fn(),
    onSignIn: jest.fn(async () => undefined),
    onSignOut: jest.fn(async () => undefined)
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
  it('shows the code, copies it and links to the page', async () => {
    const { copy, onSignOut } = show({});
    expect(screen.getByText('HX7QK9B2D')).toBeVisible();
    await user.click(
      screen.getByRole('button', { name: 'Copy the code HX7QK9B2D' })
    );
    expect(copy).toHaveBeenCalledWith('HX7QK9B2D');
    const link = screen.getByRole('link', { name: 'Open the sign-in page' });
    expect(link).toHaveAttribute('href', 'https://microsoft.com/devicelogin');
    expect(link).toHaveAttribute('rel', 'noopener noreferrer');
    expect(screen.getByRole('status')).toHaveTextContent(
      'Waiting for you to sign in'
    );
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(onSignOut).toHaveBeenCalledTimes(1);
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
    [
      ISignInState['state'],
      Partial<ISignInState>,
      string,
      string,
      'onSignIn' | 'onSignOut'
    ]
  >([
    [
      'signedIn',
      { account: 'dana@contoso.com' },
      'Signed in to Azure as dana@contoso.com',
      'Sign out',
      'onSignOut'
    ],
    ['signedIn', {}, 'Signed in to Azure', 'Sign out', 'onSignOut'],
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
