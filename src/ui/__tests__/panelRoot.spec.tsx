/* eslint-disable jupyter/no-untranslated-string -- names made up for the spec */
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { act, render, screen } from '@testing-library/react';
import * as React from 'react';
import { fakeRun, fakeSparkSession } from '../../testing/builders';
import { FakePools } from '../../testing/fakePools';
import { FakeNotebookSession, FakeSessions } from '../../testing/fakeSessions';
import { FakeSetUp } from '../../testing/fakeSetUp';
import { PanelRoot } from '../components/PanelRoot';

const trans = nullTranslator.load('jupyterlab_synapse');

/** A widget that is shown or not. */
class FakeWidget {
  isVisible = true;
  readonly visibleChanged = new Signal<this, void>(this);

  show(isVisible: boolean): void {
    this.isVisible = isVisible;
    this.visibleChanged.emit();
  }
}

/** Hides the tab of the browser, or brings it back. */
function hideTab(hidden: boolean): void {
  jest.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
}

function show() {
  const widget = new FakeWidget();
  const session = new FakeNotebookSession({
    phase: 'ready',
    session: fakeSparkSession({ submittedAt: Date.now() }),
    idleEndsAt: Date.now() + 30 * 60_000,
    runs: [fakeRun({ state: 'running', endedAt: null })]
  });
  const sessions = new FakeSessions(session);
  let renders = 0;
  const countOf = () => null;
  render(
    <React.Profiler id="panel" onRender={() => renders++}>
      <PanelRoot
        widget={widget}
        sessions={sessions}
        pools={new FakePools()}
        trans={trans}
        onReveal={jest.fn()}
        countOf={countOf}
      />
    </React.Profiler>
  );
  const seen = () => ({ renders, reads: sessions.onPools.calls.length });
  return { seen, session, sessions, widget };
}

const text = (): string | null =>
  document.querySelector('.syn-PanelView')?.textContent ?? null;

/** A minute goes by, with all that polls do in it. */
const minute = () => act(() => jest.advanceTimersByTimeAsync(60_000));

describe('PanelRoot', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('reads and ticks while it is seen', async () => {
    const { seen } = show();
    const before = seen();
    // One `act` is one rendering.
    for (let second = 0; second < 20; second++) {
      await act(() => jest.advanceTimersByTimeAsync(1000));
    }
    expect(seen().reads).toBeGreaterThan(before.reads);
    expect(seen().renders).toBeGreaterThan(before.renders + 10);
  });

  it.each<[string, (widget: FakeWidget, isHidden: boolean) => void]>([
    ['a panel that is closed', (widget, hidden) => widget.show(!hidden)],
    ['a tab of the browser behind others', (_, hidden) => hideTab(hidden)]
  ])('rests in %s, and is up to date when it is back', async (_, hide) => {
    const { seen, session, sessions, widget } = show();
    await minute();
    act(() => hide(widget, true));
    const before = seen();
    const old = text();
    await minute();
    act(() => {
      session.set({ runs: [fakeRun({ title: 'later()' })] });
      sessions.onPools.set({ entries: [] });
      sessions.setCurrent(session);
    });
    await minute();
    // What is told to assistive technology is outside of it, and quiet here.
    expect(text()).toBe(old);
    expect(seen().reads).toBe(before.reads);
    act(() => hide(widget, false));
    expect(text()).toContain('later()');
    await minute();
    expect(seen().reads).toBeGreaterThan(before.reads);
  });

  it('tells of an end also while it is closed', () => {
    const { session, widget } = show();
    act(() => widget.show(false));
    act(() => session.set({ phase: 'ended' }));
    expect(screen.getByText(/on sparkpool01 ended/)).toBeInTheDocument();
  });
});

describe('PanelRoot with the assistant', () => {
  it.each([
    ['no notebook', null],
    ['a notebook without a pool', new FakeNotebookSession({ target: null })]
  ])('shows it instead of %s, and comes back to its button', async (_, one) => {
    const setUp = new FakeSetUp();
    render(
      <PanelRoot
        widget={new FakeWidget()}
        sessions={new FakeSessions(one)}
        pools={new FakePools()}
        setUp={setUp}
        trans={trans}
        onReveal={jest.fn()}
      />
    );
    const button = () =>
      screen.getAllByRole('button', { name: 'Set up Azure' })[0];
    act(() => button().click());
    const heading = await screen.findByRole('heading', {
      name: 'Set up Azure'
    });
    expect(heading).toHaveFocus();
    expect(document.querySelector('.syn-PanelView')).toBeNull();
    act(() => setUp.setOpen(false));
    expect(button()).toHaveFocus();
  });
});
