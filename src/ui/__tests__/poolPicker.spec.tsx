/* eslint-disable jupyter/no-untranslated-string -- names made up for the spec */
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { SynapseError } from '../../core/errors';
import { IPoolGroup } from '../../core/target';
import {
  fakeChoice,
  fakeLocalTarget,
  fakeProblem,
  fakeSparkSession,
  fakeTarget
} from '../../testing/builders';
import { FakePools } from '../../testing/fakePools';
import { FakeNotebookSession } from '../../testing/fakeSessions';
import type { SessionPhase } from '../../tokens';
import { PoolPicker, createPoolPicker } from '../poolPicker';

const trans = nullTranslator.load('jupyterlab_synapse');
const user = userEvent.setup();

const GROUPS: IPoolGroup[] = [
  {
    id: 'local',
    place: 'local',
    subscription: null,
    label: 'Local',
    pools: [fakeChoice(fakeLocalTarget(), { label: 'Local pool' })],
    problem: null
  },
  {
    id: 'contoso aml',
    place: 'aml',
    subscription: 'Hunting',
    label: 'contoso-aml',
    pools: [
      fakeChoice(fakeTarget()),
      fakeChoice(fakeTarget({ pool: 'bigpool' }), { detail: 'Large · paused' }),
      fakeChoice(fakeTarget({ pool: 'locked' }), {
        available: false,
        reason: 'a role is missing'
      })
    ],
    problem: null
  },
  {
    id: 'r',
    place: 'subscription',
    subscription: 'research',
    label: 'research',
    pools: [],
    problem: 'Research cannot be read.'
  }
];

function show(
  values: Partial<FakeNotebookSession> = {},
  poolValues: Partial<FakePools> = {}
): { session: FakeNotebookSession; pools: FakePools } {
  const session = new FakeNotebookSession(values);
  const pools = new FakePools({ groups: GROUPS, ...poolValues });
  render(
    <PoolPicker
      pools={pools}
      session={() => session}
      sessionChanged={new Signal<object, void>({})}
      trans={trans}
    />
  );
  return { session, pools };
}

const trigger = (): HTMLElement =>
  screen.getByRole('button', { name: /Spark pool/ });
const search = (): HTMLElement =>
  screen.getByRole('combobox', { name: 'Search pools' });
const option = (name: RegExp): HTMLElement =>
  screen.getByRole('option', { name });
/** Label of the option that the arrow keys are on. */
const active = (): string | null =>
  document
    .getElementById(search().getAttribute('aria-activedescendant') ?? '')
    ?.querySelector('.syn-PoolOption-label')?.textContent ?? null;

async function open(): Promise<void> {
  await user.click(trigger());
  // The list is a chunk of its own.
  await screen.findByRole('combobox', { name: 'Search pools' });
}

describe('PoolPicker', () => {
  it('names the pool, or asks for one', () => {
    const { session } = show();
    expect(trigger()).toHaveAccessibleName('Spark pool: sparkpool01');
    expect(trigger()).toHaveAttribute('aria-expanded', 'false');
    act(() => session.set({ target: null }));
    expect(trigger()).toHaveAccessibleName('Choose a Spark pool');
  });

  it('is disabled while the notebook has no session object', () => {
    render(
      <PoolPicker
        pools={new FakePools()}
        session={() => null}
        sessionChanged={new Signal<object, void>({})}
        trans={trans}
      />
    );
    expect(trigger()).toBeDisabled();
  });

  it('lists groups, the current pool, reasons and problems', async () => {
    show();
    await open();
    expect(trigger()).toHaveAttribute('aria-expanded', 'true');
    expect(search()).toHaveFocus();
    const groups = screen.getAllByRole('group').map(group => group.textContent);
    expect(groups).toHaveLength(3);
    expect(option(/sparkpool01/)).toHaveAttribute('aria-selected', 'true');
    expect(option(/bigpool/)).toHaveAttribute('aria-selected', 'false');
    expect(option(/locked/)).toHaveAttribute('aria-disabled', 'true');
    expect(option(/locked/)).toHaveTextContent(
      'Not available: a role is missing'
    );
    expect(screen.getByText('Research cannot be read.')).toBeVisible();
    expect(active()).toContain('sparkpool01');
  });

  it.each<[string, string]>([
    ['{ArrowDown}', 'bigpool'],
    ['{ArrowDown}{ArrowDown}', 'locked'],
    ['{ArrowDown}{ArrowDown}{ArrowDown}', 'Local pool'],
    ['{ArrowUp}', 'Local pool'],
    ['{ArrowUp}{ArrowUp}', 'locked'],
    ['{End}', 'locked'],
    ['{End}{Home}', 'Local pool'],
    ['{PageDown}', 'locked'],
    ['{PageUp}', 'Local pool'],
    ['big', 'bigpool'],
    ['PAUSED large', 'bigpool'],
    ['contoso-aml lock', 'locked']
  ])('moves by keyboard: %s', async (keys, expected) => {
    show();
    await open();
    await user.keyboard(keys);
    expect(active()).toBe(expected);
  });

  it('opens by arrow key, closes by Escape and gives the focus back', async () => {
    show();
    trigger().focus();
    await user.keyboard('{ArrowDown}');
    expect(search()).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(trigger()).toHaveFocus();
  });

  it('closes at its ends by Tab and gives the focus back', async () => {
    show();
    await open();
    await user.keyboard('{Tab}{Tab}{Tab}');
    expect(screen.getByRole('button', { name: /Sign in/ })).toHaveFocus();
    await user.keyboard('{Tab}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(trigger()).toHaveFocus();
    await open();
    await user.keyboard('{Shift>}{Tab}{/Shift}');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('closes on a click elsewhere and when the focus leaves', async () => {
    show();
    render(<button>Elsewhere</button>);
    await open();
    await user.click(screen.getByText('Elsewhere'));
    expect(screen.queryByRole('dialog')).toBeNull();
    await open();
    act(() => screen.getByText('Elsewhere').focus());
    expect(screen.queryByRole('dialog')).toBeNull();
    await open();
    await user.click(trigger());
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('chooses by Enter and by click, not what is disabled', async () => {
    const { session } = show();
    await open();
    await user.keyboard('{End}{Enter}');
    await user.click(option(/locked/));
    expect(session.calls).toEqual([]);
    await user.keyboard('{ArrowUp}{Enter}');
    expect(trigger()).toHaveFocus();
    await waitFor(() =>
      expect(session.calls).toEqual(['chooseTarget bigpool'])
    );
    await open();
    await user.click(option(/Local pool/));
    await waitFor(() => expect(session.calls).toContain('chooseTarget local'));
  });

  it('changes nothing when the current pool is chosen', async () => {
    const { session } = show({ phase: 'ready', session: fakeSparkSession() });
    await open();
    await user.keyboard('{Enter}');
    expect(session.calls).toEqual([]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('starts the local pool that is chosen', async () => {
    const { session, pools } = show(
      {},
      { localPool: { state: 'stopped', message: '' } }
    );
    await open();
    await user.click(option(/Local pool/));
    await waitFor(() => expect(session.calls).toEqual(['chooseTarget local']));
    expect(pools.calls).toContain('startLocalPool');
  });

  it('says that nothing matches', async () => {
    show();
    await open();
    await user.keyboard('zzz');
    expect(screen.getByText('No pool matches “zzz”.')).toBeVisible();
    expect(search()).not.toHaveAttribute('aria-activedescendant');
    await user.keyboard('{Enter}{ArrowDown}');
  });

  it('reads pools when they were never read', async () => {
    const { pools } = show({}, { loadedAt: null, groups: [] });
    await open();
    expect(pools.calls).toEqual(['load']);
    act(() => pools.set({ isLoading: true }));
    expect(screen.getByText('Reading pools…')).toBeVisible();
    act(() => pools.set({ progress: { read: 12, total: 50 } }));
    expect(screen.getByText('reading… 12 of 50 subscriptions')).toBeVisible();
    await user.keyboard('{Escape}');
    expect(pools.calls).toEqual(['load', 'cancel']);
    act(() => pools.set({ isLoading: false, isPartial: true, loadedAt: 1 }));
    await open();
    expect(screen.getByText('not read to the end')).toBeVisible();
  });

  it('refreshes, tells the age, and tells a failure', async () => {
    const { pools } = show({}, { loadedAt: Date.now() - 2 * 60_000 });
    await open();
    expect(screen.getByText('read 2 min ago')).toBeVisible();
    pools.failure = new SynapseError(
      fakeProblem({ what: 'No answer from ARM.' })
    );
    await user.click(screen.getByRole('button', { name: /Refresh/ }));
    expect(pools.calls).toEqual(['load', 'refresh']);
    expect(screen.getByText('No answer from ARM.')).toBeVisible();
  });

  it('signs in and out', async () => {
    const { pools } = show();
    await open();
    await user.click(screen.getByRole('button', { name: 'Sign in to Azure…' }));
    const signIn = {
      account: null,
      userCode: 'ABC',
      verificationUri: null,
      message: ''
    };
    act(() => pools.set({ signIn: { ...signIn, state: 'pending' } }));
    expect(screen.getByText('ABC')).toBeVisible();
    act(() =>
      pools.set({ signIn: { ...signIn, state: 'signedIn', account: 'dana' } })
    );
    await user.click(
      screen.getByRole('button', { name: 'Sign in as someone else…' })
    );
    await user.click(screen.getByRole('button', { name: /Sign out of Azure/ }));
    expect(pools.calls).toEqual([
      'load',
      'beginSignIn',
      'askSignIn',
      'endSignIn'
    ]);
  });

  it('gives a sign-in up, or begins it again', async () => {
    const { pools } = show();
    await open();
    act(() =>
      pools.set({
        signIn: {
          state: 'pending',
          account: null,
          userCode: 'ABC',
          verificationUri: null,
          expiresAt: 1,
          message: ''
        }
      })
    );
    await user.click(screen.getByRole('button', { name: 'Get a new code' }));
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(pools.calls).toEqual([
      'load',
      'cancelSignIn',
      'askSignIn',
      'cancelSignIn'
    ]);
  });

  it('lists places by kind and name, the local pool as this computer', async () => {
    const group = (place: IPoolGroup['place'], label: string): IPoolGroup => ({
      ...GROUPS[1],
      id: `${place} ${label}`,
      place,
      label,
      pools: [fakeChoice(fakeTarget({ pool: label }), { id: label })]
    });
    show(
      {},
      {
        groups: [
          { ...group('subscription', 'closed'), problem: 'No.', pools: [] },
          group('livy', 'emr'),
          group('synapse', 'research'),
          group('aml', 'hunt-10'),
          group('aml', 'hunt-9'),
          group('local', 'contoso-aml')
        ]
      }
    );
    await open();
    expect(
      screen
        .getAllByRole('group')
        .map(one => one.querySelector('.syn-PoolList-heading')?.textContent)
    ).toEqual([
      'This computerreal Spark, local pool · plays contoso-aml',
      'hunt-9Azure ML · Hunting',
      'hunt-10Azure ML · Hunting',
      'researchSynapse workspace · Hunting',
      'emrset up on this Jupyter server',
      'closedcould not be readNo.'
    ]);
  });

  it('takes a pool that is entered by hand, by keyboard', async () => {
    const { session } = show();
    await open();
    await user.keyboard('{Tab}{Enter}');
    const connection = screen.getByRole('combobox', { name: 'Connection' });
    expect(connection).toHaveFocus();
    await user.keyboard('{Tab}bad name{Tab}p{Enter}');
    const workspace = screen.getByRole('textbox', {
      name: 'Synapse workspace'
    });
    expect(workspace).toHaveFocus();
    expect(workspace).toHaveAccessibleDescription(
      /letters, digits and hyphens/
    );
    await user.clear(workspace);
    await user.keyboard('contoso-synapse{Tab}{Backspace}{Enter}');
    expect(screen.getByText('Name the pool.')).toBeVisible();
    await user.keyboard('hidden{Enter}');
    expect(screen.queryByRole('dialog')).toBeNull();
    await waitFor(() => expect(session.calls).toEqual(['chooseTarget hidden']));
  });

  it('goes back from the form to the list by Escape', async () => {
    show();
    await open();
    await user.click(screen.getByRole('button', { name: 'Enter by hand…' }));
    await user.keyboard('{Escape}');
    expect(search()).toHaveFocus();
  });

  it('stays quick with 500 pools', async () => {
    const pools = Array.from({ length: 500 }, (_, index) =>
      fakeChoice(fakeTarget({ pool: `pool-${index}` }))
    );
    show(
      {},
      {
        groups: [
          {
            id: 'many',
            place: 'aml',
            subscription: null,
            label: 'Many',
            pools,
            problem: null
          }
        ]
      }
    );
    await open();
    await user.keyboard('pool-499');
    expect(active()).toBe('pool-499');
    await user.keyboard('{Enter}');
  });
});

describe('choosing while a session is up', () => {
  const dialogButton = async (name: string): Promise<HTMLElement> => {
    const dialog = await waitFor(() => {
      const node = document.querySelector<HTMLElement>('.jp-Dialog');
      expect(node).not.toBeNull();
      return node as HTMLElement;
    });
    expect(dialog).toHaveTextContent(
      /variables, dataframes and temporary views/
    );
    return within(dialog).getByText(name);
  };

  it.each<[SessionPhase, string, string[]]>([
    ['ready', 'Stop it', ['stop', 'chooseTarget bigpool']],
    ['ready', 'Keep it running', ['leave', 'chooseTarget bigpool']],
    ['ready', 'Cancel', []],
    ['starting', 'Stop it', ['stop', 'chooseTarget bigpool']]
  ])('%s: %s', async (phase, choice, calls) => {
    const { session } = show({ phase, session: fakeSparkSession() });
    await open();
    await user.click(option(/bigpool/));
    // Not user.click: Lab's test environment has no whole Range.
    const button = await dialogButton(choice);
    act(() => button.click());
    await waitFor(() =>
      expect(document.querySelector('.jp-Dialog')).toBeNull()
    );
    await waitFor(() => expect(session.calls).toEqual(calls));
  });

  it('does not offer to keep what is not there yet', async () => {
    show({ phase: 'starting', session: fakeSparkSession() });
    await open();
    await user.click(option(/bigpool/));
    const button = await dialogButton('Cancel');
    expect(screen.queryByText('Keep it running')).toBeNull();
    act(() => button.click());
    await waitFor(() =>
      expect(document.querySelector('.jp-Dialog')).toBeNull()
    );
  });

  it.each<SessionPhase>(['none', 'ended'])('%s: does not ask', async phase => {
    const { session } = show({ phase });
    await open();
    await user.click(option(/bigpool/));
    await waitFor(() =>
      expect(session.calls).toEqual(['chooseTarget bigpool'])
    );
    expect(document.querySelector('.jp-Dialog')).toBeNull();
  });

  it('waits for a stop that is under way', async () => {
    const { session } = show({ phase: 'stopping' });
    await open();
    await user.click(option(/bigpool/));
    await waitFor(() =>
      expect(session.calls).toEqual(['stop', 'chooseTarget bigpool'])
    );
  });

  it('tells a failure in a dialog', async () => {
    show({
      failure: new SynapseError(
        fakeProblem({ what: 'The notebook is read-only.' })
      )
    });
    await open();
    await user.click(option(/bigpool/));
    await waitFor(() =>
      expect(document.querySelector('.jp-Dialog')).toHaveTextContent(
        'The notebook is read-only.'
      )
    );
    const close = screen.getByText('Close');
    act(() => close.click());
    await waitFor(() =>
      expect(document.querySelector('.jp-Dialog')).toBeNull()
    );
  });
});

it('is a widget for the toolbar', () => {
  const widget = createPoolPicker({
    pools: new FakePools(),
    session: () => null,
    sessionChanged: new Signal<object, void>({}),
    trans
  });
  expect(widget.hasClass('syn-PoolPicker')).toBe(true);
  widget.dispose();
});
