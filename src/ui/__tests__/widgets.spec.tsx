import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeProblem, fakeSparkSession } from '../../testing/builders';
import { FakePools } from '../../testing/fakePools';
import { FakeNotebookSession, FakeSessions } from '../../testing/fakeSessions';
import { StatusItem, createStatusItem } from '../statusItem';
import { SynapsePanel } from '../synapsePanel';

const trans = nullTranslator.load('jupyterlab_synapse');

async function attach(widget: Widget): Promise<void> {
  await act(async () => {
    Widget.attach(widget, document.body);
    await new Promise(resolve => requestAnimationFrame(resolve));
  });
}

describe('StatusItem', () => {
  let item: StatusItem;
  const onClick = jest.fn();

  afterEach(() => act(() => item.dispose()));

  it.each<[string, Partial<FakeNotebookSession>, string, RegExp]>([
    [
      'none',
      {},
      'Spark: no session',
      /hunt-beaconing.ipynb would run on sparkpool01/
    ],
    [
      'starting',
      { phase: 'starting', startedAt: Date.now() - 70_000 },
      'Spark: starting · 12 vCores · 1 min',
      /on sparkpool01/
    ],
    [
      'busy',
      {
        phase: 'ready',
        session: fakeSparkSession({
          state: 'busy',
          submittedAt: Date.now() - 21 * 60_000
        })
      },
      'Spark: busy · 12 vCores · 21 min',
      /Spark session of hunt-beaconing.ipynb on sparkpool01/
    ],
    ['stopping', { phase: 'stopping' }, 'Spark: stopping', /on sparkpool01/],
    [
      'ended',
      { phase: 'ended', problem: fakeProblem() },
      'Spark session ended',
      /no room for this session/
    ]
  ])('shows %s in words', async (_, values, text, title) => {
    item = createStatusItem({
      sessions: new FakeSessions(new FakeNotebookSession(values)),
      trans,
      onClick
    });
    await attach(item);
    const button = screen.getByRole('button', { name: text });
    expect(button).toHaveAttribute('title', expect.stringMatching(title));
    await userEvent.click(button);
    expect(onClick).toHaveBeenCalled();
  });

  it('is active only for a notebook that has to do with Spark', async () => {
    const session = new FakeNotebookSession({ target: null });
    const sessions = new FakeSessions(null);
    item = createStatusItem({ sessions, trans, onClick });
    const changed = jest.fn();
    item.activeStateChanged.connect(changed);
    await attach(item);
    expect(item.isActive()).toBe(false);
    expect(item.node).toBeEmptyDOMElement();
    act(() => sessions.setCurrent(session));
    expect(item.isActive()).toBe(false);
    expect(changed).not.toHaveBeenCalled();
    act(() => session.set({ phase: 'starting' }));
    expect(item.isActive()).toBe(true);
    expect(changed).toHaveBeenCalledTimes(1);
    act(() => sessions.setCurrent(null));
    expect(changed).toHaveBeenCalledTimes(2);
  });
});

describe('SynapsePanel', () => {
  it('is named, titled by the notebook, and refreshes', async () => {
    const sessions = new FakeSessions(new FakeNotebookSession());
    const pools = new FakePools({ loadedAt: null });
    const panel = new SynapsePanel({
      sessions,
      pools,
      trans,
      onReveal: jest.fn()
    });
    await attach(panel);
    act(() => {
      panel.hide();
      panel.show();
    });
    expect(sessions.calls).toEqual(['refresh']);
    expect(pools.calls).toEqual(['load']);
    await waitFor(() =>
      expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent(
        'hunt-beaconing.ipynb'
      )
    );
    expect(panel.title.icon).toBeDefined();
    const refresh = panel.node.querySelector<HTMLElement>(
      '[data-jp-item-name="refresh"] .jp-ToolbarButtonComponent'
    );
    act(() => refresh?.click());
    expect(sessions.calls).toEqual(['refresh', 'refresh']);
    act(() => sessions.setCurrent(null));
    expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent(
      'Synapse'
    );
    await act(async () => panel.dispose());
  });
});
