/* eslint-disable jupyter/no-untranslated-string -- names made up for the spec */
import { nullTranslator } from '@jupyterlab/translation';
import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { SynapseError } from '../../core/errors';
import { DEFAULT_SIZES } from '../../core/livy';
import {
  fakePoolFacts,
  fakePoolSession,
  fakeProblem,
  fakeRun,
  fakeSparkSession
} from '../../testing/builders';
import { FakePools } from '../../testing/fakePools';
import { FakeNotebookSession, FakeSessions } from '../../testing/fakeSessions';
import { PanelView } from '../components/PanelView';

const trans = nullTranslator.load('jupyterlab_synapse');
const user = userEvent.setup();

function show(
  session: FakeNotebookSession | null,
  pools = new FakePools()
): { sessions: FakeSessions; onReveal: jest.Mock } {
  const sessions = new FakeSessions(session);
  const onReveal = jest.fn();
  render(
    <PanelView
      sessions={sessions}
      pools={pools}
      trans={trans}
      onReveal={onReveal}
    />
  );
  return { sessions, onReveal };
}

const section = (name: string): HTMLElement =>
  screen.getByRole('region', { name });
const button = (name: string | RegExp): HTMLElement =>
  screen.getByRole('button', { name });

describe('PanelView', () => {
  it('asks for a notebook when there is none', () => {
    show(null);
    expect(screen.getByText(/Open a notebook/)).toBeVisible();
    expect(screen.queryByRole('region')).toBeNull();
  });

  it.each<[string, Partial<FakeNotebookSession>, RegExp[], string[]]>([
    [
      'none',
      {},
      [/no session/, /Takes 12 vCores/],
      ['Start session on sparkpool01']
    ],
    [
      'starting, no answer',
      { phase: 'starting', startedAt: Date.now() - 95_000 },
      [/starting/, /Sending the request/, /[1-9]\d* min/, /2–4 minutes/],
      ['Cancel']
    ],
    [
      'starting on plain Livy',
      {
        phase: 'starting',
        startedAt: Date.now(),
        session: fakeSparkSession({
          state: 'starting',
          schedulerState: null,
          pluginState: null
        })
      },
      [/Starting the driver/, /Elapsed: \d+ s/],
      ['Cancel']
    ],
    [
      'idle',
      {
        phase: 'ready',
        session: fakeSparkSession({ submittedAt: Date.now() - 14 * 60_000 })
      },
      [
        /idle/,
        /12 vCores \(driver 4 \+ 2 × 4\)/,
        /14 min/,
        /stops after 30 minutes/
      ],
      ['Stop session']
    ],
    [
      'busy in a batch',
      {
        phase: 'ready',
        session: fakeSparkSession({ state: 'busy' }),
        runs: [
          fakeRun({ id: 1, startedAt: 0, endedAt: 100 }),
          fakeRun({ id: 2, state: 'running', startedAt: 110, endedAt: null }),
          fakeRun({ id: 3, state: 'queued', startedAt: 1, endedAt: null })
        ]
      },
      [/busy · statement 2 of 3/],
      ['Stop session']
    ],
    ['stopping', { phase: 'stopping' }, [/Stopping the session/], []],
    [
      'ended with a problem',
      {
        phase: 'ended',
        session: fakeSparkSession({ state: 'dead' }),
        problem: fakeProblem()
      },
      [/ended \(dead\)/, /no room/, /4 of 40 are free/, /start a smaller one/],
      ['Start another session on sparkpool01']
    ],
    [
      'ended by the idle limit',
      {
        phase: 'ended',
        session: fakeSparkSession({ state: 'dead', isTimedOut: true })
      },
      [/The session ended/, /idle for longer/],
      ['Start another session on sparkpool01']
    ]
  ])('shows the phase: %s', (_, values, texts, buttons) => {
    show(new FakeNotebookSession(values));
    const part = within(section('Session'));
    for (const text of texts) {
      expect(section('Session')).toHaveTextContent(text);
    }
    for (const name of buttons) {
      expect(part.getByRole('button', { name })).toBeVisible();
    }
    const other = [
      'Start session on sparkpool01',
      'Stop session',
      'Cancel'
    ].filter(name => !buttons.includes(name));
    for (const name of other) {
      expect(part.queryByRole('button', { name })).toBeNull();
    }
  });

  it('follows the models', () => {
    const session = new FakeNotebookSession();
    const { sessions } = show(session);
    act(() => session.set({ phase: 'ready', session: fakeSparkSession() }));
    expect(section('Session')).toHaveTextContent('idle');
    const other = new FakeNotebookSession();
    act(() => sessions.setCurrent(other));
    expect(section('Session')).toHaveTextContent('no session');
    act(() => other.set({ phase: 'stopping' }));
    expect(section('Session')).toHaveTextContent('stopping');
    act(() => sessions.setCurrent(null));
    expect(screen.getByText(/Open a notebook/)).toBeVisible();
  });

  it('starts, stops and cancels a start', async () => {
    const session = new FakeNotebookSession();
    show(session);
    await user.click(button('Start session on sparkpool01'));
    act(() => session.set({ phase: 'starting', startedAt: Date.now() }));
    await user.click(button('Cancel'));
    act(() => session.set({ phase: 'ready', session: fakeSparkSession() }));
    await user.click(button('Stop session'));
    expect(session.calls).toEqual(['start', 'stop', 'stop']);
  });

  it('shows why a click did not work, until it is dismissed', async () => {
    const session = new FakeNotebookSession({
      failure: new SynapseError(fakeProblem({ what: 'No answer.' }))
    });
    show(session);
    await user.click(button('Start session on sparkpool01'));
    expect(await screen.findByText('No answer.')).toBeVisible();
    await user.click(button('Dismiss'));
    expect(screen.queryByText('No answer.')).toBeNull();
  });

  it('does not say a problem twice that the session says too', async () => {
    const problem = fakeProblem();
    const session = new FakeNotebookSession({
      failure: new SynapseError(problem)
    });
    show(session);
    await user.click(button('Start session on sparkpool01'));
    act(() => session.set({ phase: 'ended', problem }));
    expect(screen.getAllByText(problem.what)).toHaveLength(1);
  });

  it('does not tell those who cancelled that they did', async () => {
    const session = new FakeNotebookSession({
      failure: new SynapseError(fakeProblem({ kind: 'cancelled' }))
    });
    show(session);
    await user.click(button('Start session on sparkpool01'));
    expect(session.calls).toEqual(['start']);
    expect(screen.queryByRole('group', { name: 'Problem' })).toBeNull();
  });

  it.each([
    ['the last that came', [], /busy · statement 2$/],
    [
      'one of several',
      [fakeRun({ id: 3, state: 'queued', startedAt: 1, endedAt: null })],
      /busy · statement 2 of 3$/
    ]
  ])('tells how far a batch is: %s', (_, more, text) => {
    show(
      new FakeNotebookSession({
        phase: 'ready',
        session: fakeSparkSession({ state: 'busy' }),
        runs: [
          fakeRun({ id: 1, startedAt: 0, endedAt: 100 }),
          fakeRun({ id: 2, state: 'running', startedAt: 110, endedAt: null }),
          ...more
        ]
      })
    );
    expect(screen.getByText(/^busy/)).toHaveTextContent(text);
  });

  it('keeps details closed, in reach', async () => {
    show(new FakeNotebookSession({ phase: 'ended', problem: fakeProblem() }));
    expect(screen.getByText(/request 3f2a/)).not.toBeVisible();
    // jsdom opens a <details> by property only.
    expect(screen.getByText('Details').closest('details')).not.toHaveAttribute(
      'open'
    );
  });

  it('offers the local pool and a sign-in when nothing is chosen', async () => {
    const session = new FakeNotebookSession({ target: null, pool: null });
    const pools = new FakePools({
      localPool: { state: 'stopped', message: 'Takes a moment.' }
    });
    show(session, pools);
    expect(screen.getByText('Takes a moment.')).toBeVisible();
    expect(screen.queryByRole('region', { name: 'Pool' })).toBeNull();
    await user.click(button('Sign in to Azure'));
    await user.click(button('Use the local pool (real Spark, this computer)'));
    expect(pools.calls).toEqual(['beginSignIn', 'startLocalPool']);
    expect(session.calls).toEqual(['chooseTarget local']);
  });

  it('does not offer a local pool that is not installed', () => {
    const pools = new FakePools({
      localPool: { state: 'missing', message: 'Install pyspark.' }
    });
    show(new FakeNotebookSession({ target: null }), pools);
    expect(screen.queryByRole('button', { name: /local pool/ })).toBeNull();
    expect(screen.getByText('Install pyspark.')).toBeVisible();
  });

  it('says that the server does not answer, and tries again', async () => {
    const pools = new FakePools({
      problem: fakeProblem({ what: 'The server extension is not enabled.' })
    });
    show(new FakeNotebookSession({ target: null }), pools);
    expect(
      screen.getByText('The server extension is not enabled.')
    ).toBeVisible();
    expect(screen.queryByRole('region')).toBeNull();
    await user.click(button('Try again'));
    expect(pools.calls).toEqual(['refresh']);
  });

  it('closes and opens a section by keyboard', async () => {
    show(new FakeNotebookSession());
    expect(
      screen.getByRole('heading', { name: 'Pool', level: 3 })
    ).toBeVisible();
    const toggle = button('Pool');
    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    toggle.focus();
    await user.keyboard('{Enter}');
    expect(toggle).toHaveAttribute('aria-expanded', 'false');
    expect(screen.getByText('Node size')).not.toBeVisible();
    await user.keyboard(' ');
    expect(screen.getByText('Node size')).toBeVisible();
  });

  it('reveals and cancels runs', async () => {
    const run = fakeRun({
      state: 'running',
      endedAt: null,
      title: 'df.show()'
    });
    const session = new FakeNotebookSession({ runs: [run] });
    const { onReveal } = show(session);
    await user.click(button('df.show()'));
    await user.click(button('Cancel the run of df.show()'));
    expect(onReveal).toHaveBeenCalledWith(run, session);
    expect(session.calls).toEqual(['cancel 1']);
  });
});

describe('PoolSection', () => {
  it.each<[string, Partial<FakeNotebookSession>, (string | RegExp)[]]>([
    [
      'all facts',
      {},
      ['ok', 'Small (4 vCores, 32 GB)', '3–10', '3.5', 'after 15 idle minutes']
    ],
    [
      'a session that is up',
      { phase: 'ready', session: fakeSparkSession() },
      ['In use: 12 of 40 vCores · this session 12']
    ],
    [
      'no auto-pause',
      { pool: fakePoolFacts({ autoPauseMinutes: null }) },
      [/Auto-pauseoff/]
    ],
    [
      'a fixed size',
      { pool: fakePoolFacts({ minNodes: 5, maxNodes: 5 }) },
      [/Nodes5/]
    ],
    [
      'trouble',
      { pool: fakePoolFacts({ provisioningState: 'Failed' }) },
      [/failed/]
    ],
    [
      'a state of tomorrow',
      { pool: fakePoolFacts({ provisioningState: 'Moving' }) },
      [/Moving/]
    ],
    ['an unknown pool', { pool: null }, ['Nothing more is known']]
  ])('shows %s', (_, values, texts) => {
    show(new FakeNotebookSession(values));
    for (const text of texts) {
      expect(section('Pool')).toHaveTextContent(text);
    }
  });

  it('has a meter of all that runs, named and worded', () => {
    const { sessions } = show(
      new FakeNotebookSession({ phase: 'ready', session: fakeSparkSession() })
    );
    act(() =>
      sessions.onPools.set({
        entries: [
          fakePoolSession({}, { sizes: { ...DEFAULT_SIZES, numExecutors: 1 } }),
          fakePoolSession({}, { id: 8, name: null })
        ]
      })
    );
    const meter = screen.getByRole('meter', { name: 'vCores of the pool' });
    expect(meter).toHaveAttribute('aria-valuenow', '50');
    expect(meter).toHaveAttribute(
      'aria-valuetext',
      'In use: 20 of 40 vCores · this session 12'
    );
    expect(section('Pool')).toHaveTextContent('And 1 session whose size');
  });
});
