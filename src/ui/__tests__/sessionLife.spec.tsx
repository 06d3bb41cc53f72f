import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { SynapseError } from '../../core/errors';
import { fakeProblem, fakeSparkSession } from '../../testing/builders';
import { FakeNotebookSession, FakeSessions } from '../../testing/fakeSessions';
import { IReadySessionProps, ReadySession } from '../components/ReadySession';
import { SessionSection } from '../components/SessionSection';
import { isAboutToStop } from '../idleWarning';
import { afterKernelShutdown } from '../kernelShutdown';
import { restartSession, runAction, stopSession } from '../sessionActions';
import { SessionNotices } from '../sessionNotices';

const trans = nullTranslator.load('jupyterlab_synapse');
const user = userEvent.setup();
const MINUTE = 60_000;
const actions: IReadySessionProps['actions'] = {
  problem: null,
  run: action => action(),
  dismiss: () => undefined
};

function ready(values: Partial<FakeNotebookSession> = {}) {
  return new FakeNotebookSession({
    phase: 'ready',
    session: fakeSparkSession(),
    startedAt: Date.now(),
    idleEndsAt: Date.now() + 21.5 * MINUTE,
    ...values
  });
}

const messages = (): string[] =>
  Notification.manager.notifications.map(({ message }) => message);
const dialog = (): Promise<HTMLElement> =>
  waitFor(() => {
    const node = document.querySelector<HTMLElement>('.jp-Dialog');
    expect(node).not.toBeNull();
    return node as HTMLElement;
  });
async function answer(label: string): Promise<void> {
  const node = within(await dialog()).getByRole('button', {
    name: label,
    hidden: true
  });
  await user.click(node);
}

const sessions = new FakeSessions();

afterEach(() => {
  jest.useRealTimers();
  Notification.manager.dismiss();
});

describe('a session that is ready', () => {
  it('shows how long it stays, and can be kept', async () => {
    const session = ready();
    render(
      <ReadySession
        session={session}
        sessions={sessions}
        actions={actions}
        trans={trans}
      />
    );
    expect(screen.getByRole('meter')).toHaveAttribute(
      'aria-valuetext',
      '21 min left'
    );
    await user.click(screen.getByRole('button', { name: 'Keep alive' }));
    expect(session.calls).toEqual(['keepAlive']);
  });

  it('shows seconds when it is short', () => {
    jest.useFakeTimers();
    const session = ready({ idleEndsAt: Date.now() + 2 * MINUTE });
    render(
      <ReadySession
        session={session}
        sessions={sessions}
        actions={actions}
        trans={trans}
      />
    );
    expect(screen.getByRole('meter')).toHaveAttribute(
      'aria-valuetext',
      'Idle: stops in 2 min 0 s'
    );
  });

  it.each<[string, Partial<FakeNotebookSession>, RegExp, string[]]>([
    [
      'its own',
      {},
      /stops after 30 minutes/,
      ['Stop session', 'More about the session', 'Logs']
    ],
    [
      'attached',
      { isAttached: true, sharedWith: ['a.ipynb'] },
      /another notebook started it\.\s*Also used by a\.ipynb/,
      ['Stop session', 'More about the session', 'Logs']
    ],
    [
      "somebody else's",
      { isAttached: true, isForeign: true, idleEndsAt: null },
      /Whoever started it stops it.*dana@contoso\.com started it/,
      ['Stop session', 'More about the session', 'Logs']
    ]
  ])('says whose it is: %s', (_, values, text, expected) => {
    const view = render(
      <ReadySession
        session={ready(values)}
        sessions={sessions}
        actions={actions}
        trans={trans}
      />
    );
    expect(view.container).toHaveTextContent(text);
    const names = screen
      .getAllByRole('button')
      .map(node => node.getAttribute('aria-label') ?? node.textContent)
      .filter(name => name !== 'Keep alive');
    expect(names).toEqual(expected);
  });

  it('has no countdown while it works', () => {
    const session = ready({ session: fakeSparkSession({ state: 'busy' }) });
    render(
      <ReadySession
        session={session}
        sessions={sessions}
        actions={actions}
        trans={trans}
      />
    );
    expect(screen.queryByRole('meter')).toBeNull();
  });
});

describe('a session that ended', () => {
  const show = (values: Partial<FakeNotebookSession>) => {
    const session = ready({
      phase: 'ended',
      problem: fakeProblem(),
      ...values
    });
    render(
      <SessionSection
        session={session}
        sessions={sessions}
        isLocal
        actions={actions}
        trans={trans}
        noTarget={null}
      />
    );
    return session;
  };

  it('is restarted by one click, with its set-up cells', async () => {
    const session = show({ setUpCells: 2 });
    await user.click(screen.getByRole('button', { name: 'Restart session' }));
    expect(session.calls).toEqual(['restart']);
    expect(messages()).toEqual([
      'A new session runs, and 2 set-up cells with it.'
    ]);
    expect(screen.queryByRole('button', { name: 'Stop session' })).toBeNull();
  });

  it('can be stopped when it may still run', async () => {
    const session = show({ mayStillRun: true });
    await user.click(screen.getByRole('button', { name: 'Stop session' }));
    expect(session.calls).toEqual(['stop']);
  });

  it('that never was cannot be restarted', () => {
    show({ startedAt: null });
    expect(
      screen.queryByRole('button', { name: 'Restart session' })
    ).toBeNull();
    expect(
      screen.getByRole('button', { name: /Start another session/ })
    ).toBeVisible();
  });
});

describe('stopSession and restartSession', () => {
  it.each<[string, Partial<FakeNotebookSession>]>([
    ['others use it', { sharedWith: ['a.ipynb'] }],
    ['somebody else started it', { isForeign: true }]
  ])('ask when %s', async (_, values) => {
    for (const [act, call] of [
      [stopSession, 'stop'],
      [restartSession, 'restart']
    ] as const) {
      const session = ready(values);
      const kept = act(session, trans);
      await answer('Leave it running');
      await kept;
      expect(session.calls).toEqual([]);
      const done = act(session, trans);
      await answer('Stop it');
      await done;
      expect(session.calls).toEqual([call]);
    }
  });

  it('say how cells are tagged when none is', async () => {
    await restartSession(ready(), trans);
    expect(messages()[0]).toContain('synapse-setup');
  });

  it('tell a failure in a message, but not a cancel', async () => {
    const fail = (kind: 'cancelled' | 'network') =>
      runAction(
        () =>
          Promise.reject(new SynapseError({ kind, what: 'No.', next: 'Go.' })),
        trans
      );
    await fail('cancelled');
    await fail('network');
    expect(messages()).toEqual(['No. Go.']);
  });
});

describe('isAboutToStop', () => {
  it.each<[string, Partial<FakeNotebookSession>, boolean]>([
    ['6 of 30 min left', { idleEndsAt: 6 * MINUTE }, false],
    ['5 of 30 min left', { idleEndsAt: 5 * MINUTE }, true],
    ['3 of 4 min left', { idleEndsAt: 3 * MINUTE, idleMinutes: 4 }, false],
    ['2 of 4 min left', { idleEndsAt: 2 * MINUTE, idleMinutes: 4 }, true],
    ['no end', { idleEndsAt: null }, false],
    [
      'busy',
      { idleEndsAt: 0, session: fakeSparkSession({ state: 'busy' }) },
      false
    ]
  ])('%s: %p', (_, values, expected) => {
    expect(isAboutToStop(ready(values), 0)).toBe(expected);
  });

  it('of no session', () => expect(isAboutToStop(null, 0)).toBe(false));
});

describe('SessionNotices', () => {
  let now = 0;
  const showPanel = jest.fn();
  const make = () => new SessionNotices({ trans, showPanel, now: () => now });
  const press = (label: string): void => {
    const [{ options }] = Notification.manager.notifications;
    options.actions
      ?.find(one => one.label === label)
      ?.callback(new MouseEvent('click'));
  };

  it('warns once before a session is stopped, and takes it back', async () => {
    const notices = make();
    const session = ready({ idleEndsAt: 30 * MINUTE });
    for (now = 0; now <= 27 * MINUTE; now += MINUTE) {
      notices.look(session);
    }
    expect(messages()).toEqual([
      'The Spark session of hunt-beaconing.ipynb is idle and will be stopped in 5 min.'
    ]);
    press('Keep alive');
    await waitFor(() => expect(session.calls).toEqual(['keepAlive']));
    session.idleEndsAt = 60 * MINUTE;
    notices.look(session);
    expect(messages()).toEqual([]);
    now = 56 * MINUTE;
    notices.look(session);
    press('Stop now');
    await waitFor(() => expect(session.calls).toEqual(['keepAlive', 'stop']));
    notices.look(session);
    expect(messages()).toEqual([]);
  });

  it('tells an end with the way on, until another one runs', async () => {
    const notices = make();
    const session = ready({ idleEndsAt: null });
    notices.look(session);
    session.phase = 'stopping';
    notices.look(session);
    Object.assign(session, { phase: 'ended', problem: fakeProblem() });
    notices.look(session);
    notices.look(session);
    expect(messages()).toEqual([
      'The Spark session of hunt-beaconing.ipynb ended: The pool has no room for this session.'
    ]);
    press('Why?');
    expect(showPanel).toHaveBeenCalledTimes(1);
    press('Restart session');
    await waitFor(() => expect(session.calls).toEqual(['restart']));
    session.phase = 'starting';
    notices.look(session);
    expect(messages().join()).not.toContain('ended');
  });

  it('is silent about what the user did, and about a start that failed', () => {
    const notices = make();
    const session = ready({ idleEndsAt: null });
    for (const phase of ['ready', 'stopping', 'none', 'starting', 'ended']) {
      Object.assign(session, { phase });
      notices.look(session);
    }
    expect(messages()).toEqual([]);
  });
});

describe('afterKernelShutdown', () => {
  it.each<
    [string, 'keep' | 'ask' | 'stop', Partial<FakeNotebookSession>, string[]]
  >([
    ['as it is set: keep', 'keep', {}, []],
    ['as it is set: stop', 'stop', {}, ['stop']],
    ['nothing without a session', 'stop', { phase: 'none' }, []],
    ['nothing to one that others use', 'stop', { sharedWith: ['a'] }, []],
    ["nothing to somebody else's", 'stop', { isForeign: true }, []]
  ])('does %s', async (_, setting, values, calls) => {
    const session = ready(values);
    await afterKernelShutdown(session, setting, trans);
    expect(session.calls).toEqual(calls);
    expect(document.querySelector('.jp-Dialog')).toBeNull();
  });

  it('asks, with the harmless answer in front', async () => {
    const session = ready();
    const kept = afterKernelShutdown(session, 'ask', trans);
    const keep = within(await dialog()).getByRole('button', {
      name: 'Keep running',
      hidden: true
    });
    await waitFor(() => expect(keep).toHaveFocus());
    expect(await dialog()).toHaveTextContent('takes 12 vCores');
    await user.click(keep);
    await kept;
    expect(session.calls).toEqual([]);
    const stopped = afterKernelShutdown(session, 'ask', trans);
    await answer('Stop session');
    await stopped;
    expect(session.calls).toEqual(['stop']);
  });

  it('keeps it when the question is put away', async () => {
    const session = ready();
    const kept = afterKernelShutdown(session, 'ask', trans);
    await dialog();
    await user.keyboard('{Escape}');
    await kept;
    expect(session.calls).toEqual([]);
  });
});
