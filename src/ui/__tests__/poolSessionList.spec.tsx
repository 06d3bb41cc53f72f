import { nullTranslator } from '@jupyterlab/translation';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import {
  fakePoolSession,
  fakeProblem,
  fakeSparkSession,
  fakeTarget
} from '../../testing/builders';
import { FakeNotebookSession, FakeSessions } from '../../testing/fakeSessions';
import type { IPoolSession } from '../../tokens';
import {
  IPoolSessionListProps,
  PoolSessionList
} from '../components/PoolSessionList';

const trans = nullTranslator.load('jupyterlab_synapse');
const user = userEvent.setup();
const actions: IPoolSessionListProps['actions'] = {
  problem: null,
  run: action => action(),
  dismiss: () => undefined
};

function show(
  entries: IPoolSession[] | null,
  notebook: Partial<FakeNotebookSession> | null = {},
  orphans: IPoolSession[] = []
) {
  const session = notebook && new FakeNotebookSession(notebook);
  const sessions = new FakeSessions(session);
  sessions.onPools.set({ entries, orphans });
  const view = render(
    <PoolSessionList
      sessions={sessions}
      session={session}
      actions={actions}
      trans={trans}
    />
  );
  return { session, sessions, unmount: view.unmount };
}

const item = (at = 0): HTMLElement => screen.getAllByRole('listitem')[at];
const buttons = (of: HTMLElement): string[] =>
  within(of)
    .queryAllByRole('button')
    .map(node => node.textContent ?? '');

/** Presses a button of the dialog that opens. */
async function answer(label: string): Promise<string> {
  const dialog = await waitFor(() => {
    const node = document.querySelector<HTMLElement>('.jp-Dialog');
    expect(node).not.toBeNull();
    return node as HTMLElement;
  });
  const text = dialog.textContent ?? '';
  await user.click(
    within(dialog).getByRole('button', { name: label, hidden: true })
  );
  await waitFor(() => expect(document.querySelector('.jp-Dialog')).toBeNull());
  return text;
}

describe('PoolSessionList', () => {
  it.each<[string, IPoolSession, string, string[], boolean]>([
    [
      'one left alone',
      fakePoolSession(),
      'you · no notebook open (from export)',
      ['Attach', 'Stop'],
      true
    ],
    [
      'one that is open',
      fakePoolSession({ openIn: ['a.ipynb', 'b.ipynb'] }),
      'you · open in a.ipynb, b.ipynb',
      ['Attach', 'Stop'],
      false
    ],
    [
      "somebody else's",
      fakePoolSession({ isMine: false }),
      'dana@contoso.com · notebook export',
      ['Attach', 'Stop'],
      false
    ],
    [
      'one of nobody known, of no notebook',
      fakePoolSession(
        { isMine: false, notebook: null },
        { submitter: null, name: 'nightly' }
      ),
      'somebody else',
      ['Attach', 'Stop'],
      false
    ],
    [
      'one that starts',
      fakePoolSession({}, { state: 'starting' }),
      'starting',
      ['Stop'],
      true
    ]
  ])('shows %s', (_, entry, text, expected, isOrphan) => {
    show([entry]);
    expect(item()).toHaveTextContent(text);
    expect(buttons(item())).toEqual(expected);
    expect(item().className.includes('syn-mod-orphan')).toBe(isOrphan);
  });

  it('offers nothing for the session of this notebook', () => {
    const session = fakeSparkSession();
    show([fakePoolSession({ openIn: ['x', 'y'] }, session)], {
      phase: 'ready',
      session
    });
    expect(item()).toHaveTextContent('you · this notebook and others');
    expect(buttons(item())).toEqual([]);
  });

  it('attaches no second session', () => {
    show([fakePoolSession()], { phase: 'ready', session: fakeSparkSession() });
    expect(buttons(item())).toEqual(['Stop']);
  });

  it('attaches', async () => {
    const { session } = show([fakePoolSession()]);
    await user.click(
      screen.getByRole('button', { name: 'Attach to jl-export-3f2a91bc' })
    );
    expect(session?.calls).toEqual(['attach 7']);
  });

  it('stops one left alone at once', async () => {
    const { sessions } = show([fakePoolSession()]);
    await user.click(
      screen.getByRole('button', { name: 'Stop jl-export-3f2a91bc' })
    );
    expect(sessions.onPools.calls.filter(call => call !== 'refresh')).toEqual([
      'stop 7'
    ]);
  });

  it.each<[string, IPoolSession, RegExp]>([
    [
      "somebody else's",
      fakePoolSession({ isMine: false }),
      /dana@contoso.com started it/
    ],
    [
      'one of nobody known',
      fakePoolSession({ isMine: false }, { submitter: null }),
      /You did not start it/
    ],
    ['one that is open', fakePoolSession({ openIn: ['a.ipynb'] }), /a\.ipynb/]
  ])('asks before it stops %s', async (_, entry, text) => {
    const { sessions } = show([entry]);
    const stop = screen.getByRole('button', { name: /^Stop / });
    const stopped = () =>
      sessions.onPools.calls.filter(call => call !== 'refresh');
    const click = user.click(stop);
    expect(await answer('Leave it running')).toMatch(text);
    await click;
    expect(stopped()).toEqual([]);
    const again = user.click(stop);
    await answer('Stop it');
    await again;
    await waitFor(() => expect(stopped()).toEqual(['stop 7']));
  });

  it.each<[string, IPoolSession[] | null, string]>([
    ['before it was read', null, 'Reading sessions…'],
    ['when there are none', [], 'None runs now.']
  ])('says so %s', (_, entries, text) => {
    show(entries);
    expect(screen.getByText(text)).toBeVisible();
  });

  it('says why it could not be read', () => {
    const { sessions } = show(null);
    act(() => sessions.onPools.set({ problem: fakeProblem({ what: 'No.' }) }));
    expect(screen.getByText('They could not be read: No.')).toBeVisible();
  });

  it('lists the user’s own on other pools, each once', () => {
    const here = fakePoolSession();
    const there = fakePoolSession(
      { target: fakeTarget({ pool: 'bigpool' }) },
      { id: 9, name: 'jl-big-00000009' }
    );
    show([here], {}, [here, there]);
    expect(
      screen.getByText('Yours on other pools, without a notebook')
    ).toBeVisible();
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    expect(item(1)).toHaveTextContent('jl-big-00000009');
  });

  it('lists them without any notebook too', () => {
    show(null, null, [fakePoolSession()]);
    expect(screen.getByText('Your sessions without a notebook')).toBeVisible();
    expect(buttons(item())).toEqual(['Stop']);
  });

  it('reads the list now and then, until it is closed', async () => {
    jest.useFakeTimers();
    try {
      const { sessions, unmount } = show([]);
      await act(() => jest.advanceTimersByTimeAsync(25_000));
      const { length } = sessions.onPools.calls;
      expect(length).toBeGreaterThanOrEqual(2);
      unmount();
      await jest.advanceTimersByTimeAsync(60_000);
      expect(sessions.onPools.calls).toHaveLength(length);
    } finally {
      jest.useRealTimers();
    }
  });
});
