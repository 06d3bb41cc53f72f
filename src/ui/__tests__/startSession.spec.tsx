import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { DEFAULT_SIZES } from '../../core/livy';
import {
  fakePoolFacts,
  fakePoolSession,
  fakeTarget
} from '../../testing/builders';
import { FakeNotebookSession, FakeSessions } from '../../testing/fakeSessions';
import { StartSession } from '../components/StartSession';

const trans = nullTranslator.load('jupyterlab_synapse');
const user = userEvent.setup();
const actions = {
  problem: null,
  run: (action: () => Promise<void>) => action(),
  dismiss: () => undefined
};

function show(values: Partial<FakeNotebookSession> = {}) {
  const session = new FakeNotebookSession(values);
  const sessions = new FakeSessions(session);
  const view = () => (
    <StartSession
      session={session}
      sessions={sessions}
      target={fakeTarget()}
      actions={actions}
      trans={trans}
    />
  );
  const { rerender } = render(view());
  session.stateChanged.connect(() => rerender(view()));
  return { session, sessions };
}

const field = (name: string): HTMLElement => screen.getByLabelText(name);
const start = (): HTMLElement =>
  screen.getByRole('button', { name: 'Start session on sparkpool01' });

describe('StartSession', () => {
  it('offers the presets that fit on a node, and each size by itself', () => {
    const { session } = show({ pool: fakePoolFacts({ nodeCores: 16 }) });
    const options = screen.getAllByRole('option');
    expect(options.map(one => one.textContent)).toEqual([
      'Small (4 vCores)',
      'Medium (8 vCores)',
      'Large (16 vCores)',
      'Custom'
    ]);
    fireEvent.change(field('Size'), { target: { value: 'Medium' } });
    expect(session.sizes).toEqual({
      driverCores: 8,
      driverMemory: '56g',
      executorCores: 8,
      executorMemory: '56g',
      numExecutors: 2
    });
    expect(screen.queryByLabelText('Driver memory')).toBeNull();
    fireEvent.change(field('Size'), { target: { value: 'custom' } });
    expect(field('Driver memory')).toHaveValue('56g');
  });

  it('counts while one types, and keeps what is typed when it is left', async () => {
    const { session, sessions } = show();
    act(() =>
      sessions.onPools.set({
        entries: [fakePoolSession({}, { sizes: { ...DEFAULT_SIZES } })]
      })
    );
    expect(screen.getByRole('status')).toHaveTextContent(
      'Takes 12 vCores: driver 4 + 2 × 4. The pool has 40, of which 12 are in use.'
    );
    await user.clear(field('Executors'));
    expect(start()).toHaveAttribute('aria-disabled', 'true');
    expect(field('Executors')).toBeInvalid();
    await user.type(field('Executors'), '3');
    expect(screen.getByRole('status')).toHaveTextContent('Takes 16 vCores');
    expect(session.calls).toEqual([]);
    await user.click(start());
    expect(session.calls).toEqual(['chooseSizes', 'start']);
    expect(session.sizes.numExecutors).toBe(3);
  });

  it.each([
    ['9', false, /Only 28 vCores of the pool are free/],
    ['10', true, /The pool has 40 vCores at most and this needs 44/]
  ])('says what does not fit: %s executors', async (count, isRefused, text) => {
    const { session, sessions } = show();
    act(() =>
      sessions.onPools.set({
        entries: [fakePoolSession({}, { sizes: { ...DEFAULT_SIZES } })]
      })
    );
    await user.clear(field('Executors'));
    await user.type(field('Executors'), count);
    expect(start()).toHaveAccessibleDescription(text);
    await user.click(start());
    expect(session.calls.includes('start')).toBe(!isRefused);
  });

  it('knows no limit of a plain Livy', async () => {
    show({ pool: null });
    await user.clear(field('Executors'));
    await user.type(field('Executors'), '500');
    expect(screen.getByRole('status')).toHaveTextContent(/2 004|2,004|2004/);
    expect(start()).not.toHaveAttribute('aria-disabled');
  });
});
