import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { SynapseError } from '../../core/errors';
import type { ICellAssignment } from '../../core/lookbackCells';
import { typedDay, typedNumber } from '../../core/lookbackCheck';
import { FakeLookback, FakeLookbacks } from '../../testing/fakeLookbacks';
import { FakePools } from '../../testing/fakePools';
import { FakeNotebookSession, FakeSessions } from '../../testing/fakeSessions';
import { PanelView } from '../components/PanelView';

const trans = nullTranslator.load('jupyterlab_synapse');
const user = userEvent.setup();

async function show(values: Partial<FakeLookback> = {}) {
  const lookback = Object.assign(new FakeLookback(), values);
  const lookbacks = new FakeLookbacks(lookback);
  const { unmount } = render(
    <PanelView
      sessions={new FakeSessions(new FakeNotebookSession())}
      pools={new FakePools()}
      lookbacks={lookbacks}
      trans={trans}
      onReveal={jest.fn()}
    />
  );
  const section = await screen.findByRole('region', { name: 'Lookback' });
  return { lookback, lookbacks, section, unmount };
}

const assignment = (
  name: string,
  value: string | number | null,
  cellNumber: number
): ICellAssignment => ({
  name,
  source: String(value),
  statement: `${name} = ${value ?? 'f()'}`,
  literal:
    value === null
      ? null
      : {
          type: typeof value === 'string' ? 'text' : 'whole',
          value,
          from: 0,
          to: 1
        },
  cellId: `id-${cellNumber}`,
  cellNumber,
  place: 'spark'
});

const button = (name: string) => screen.getByRole('button', { name });

describe('the lookback section', () => {
  it('shows range, number of days and rule', async () => {
    const { section } = await show();
    expect(section).toHaveTextContent('21 days');
    expect(section).toHaveTextContent('Oct 28 – Nov 17, 2021 (UTC)');
    expect(screen.getByLabelText('End date')).toHaveValue('2021-11-17');
    expect(screen.getByLabelText('Days')).toHaveValue('21');
    expect(screen.getByLabelText('Rule')).toHaveValue('endIncluded');
    expect(section).toHaveTextContent('Microsoft’s documentation');
    expect(screen.queryByText(/In cell/)).toBeNull();
  });

  it('says which hours', async () => {
    const draft = { ...new FakeLookback().draft, fromHour: 8, toHour: 17 };
    const { section } = await show({ draft });
    expect(section).toHaveTextContent(
      'From 08:00 on the first day to 17:00 on the last.'
    );
  });

  it('takes what is typed on Enter, on leaving, and not on Escape', async () => {
    const { lookback } = await show();
    const end = screen.getByLabelText('End date');
    await user.clear(end);
    await user.type(end, '2021-11-10');
    expect(lookback.calls).toEqual([]);
    await user.keyboard('{Enter}');
    expect(lookback.draft.endDate).toEqual(typedDay('2021-11-10'));
    const days = screen.getByLabelText('Days');
    await user.clear(days);
    await user.type(days, '7');
    await user.tab();
    expect(lookback.draft.lookbackDays).toEqual(typedNumber('7'));
    await user.type(days, '9{Escape}');
    expect(days).toHaveValue('7');
    fireEvent.change(screen.getByLabelText('Rule'), {
      target: { value: 'endExcluded' }
    });
    fireEvent.change(screen.getByLabelText('To hour of the last day'), {
      target: { value: '12' }
    });
    expect(lookback.draft).toMatchObject({ rule: 'endExcluded', toHour: 12 });
    expect(lookback.calls).toHaveLength(4);
  });

  it('tells a mistake in words, at its field and in a live region', async () => {
    const draft = { ...new FakeLookback().draft, endDate: typedDay('x') };
    const { section } = await show({ draft });
    const end = screen.getByLabelText('End date');
    expect(end).toBeInvalid();
    expect(end).toHaveAccessibleDescription(/Error: The end date "x"/);
    const live = section.querySelector('[aria-live="polite"]');
    expect(live).toHaveTextContent('is not a day');
    expect(section).not.toHaveTextContent('(UTC) ');
  });

  it('shows the cells, goes to them, and writes edits there', async () => {
    const { lookback, section } = await show({
      isEdited: true,
      source: {
        endDate: assignment('end_date', '2021-11-17', 4),
        lookbackDays: assignment('lookback_days', 21, 2),
        others: [7]
      }
    });
    expect(section).toHaveTextContent(/In cell 2.*In cell 4/);
    expect(section).toHaveTextContent('Cell 7 assigns it too');
    await user.click(button('In cell 4'));
    await user.click(button('Update cells'));
    await user.click(button('Discard'));
    expect(lookback.calls).toEqual(['reveal id-4', 'updateCell', 'revert']);
  });

  it('offers nothing that would destroy computed values', async () => {
    const { section } = await show({
      computed: ['endDate'],
      source: {
        endDate: assignment('end_date', null, 1),
        lookbackDays: null,
        others: []
      }
    });
    expect(section).toHaveTextContent('end_date = f()');
    expect(section).toHaveTextContent('end_date is computed');
    expect(screen.getByLabelText('End date')).toHaveAttribute('readonly');
    expect(screen.queryByRole('button', { name: /Update/ })).toBeNull();
  });

  it('inserts cells, and shows why it could not', async () => {
    const { lookback } = await show();
    await user.click(button('Insert parameter cell'));
    lookback.failure = new SynapseError({ kind: 'usage', what: 'No room.' });
    await user.click(button('Insert paths'));
    expect(lookback.calls).toEqual(['insertParameters', 'insertPaths']);
    expect(
      within(screen.getByRole('group', { name: 'Problem' })).getByText(
        'No room.'
      )
    ).toBeVisible();
  });

  it.each([
    ['due', /The next cell in the Spark session/],
    ['done', /The Spark session has it/]
  ] as const)('says what the session has: %s', async (offer, text) => {
    const { section } = await show({ offer });
    expect(section).toHaveTextContent(text);
  });

  it('watches the notebook only while it can be seen', async () => {
    const { IntersectionObserver } = window;
    let see: (isSeen: boolean) => void = () => undefined;
    window.IntersectionObserver = class {
      constructor(callback: IntersectionObserverCallback) {
        see = isIntersecting =>
          callback(
            [{ isIntersecting } as IntersectionObserverEntry],
            this as never
          );
      }
      observe() {
        return undefined;
      }
      disconnect() {
        return undefined;
      }
    } as never;
    try {
      const { lookback, unmount } = await show();
      expect(lookback.watchers).toBe(0);
      act(() => see(true));
      expect(lookback.watchers).toBe(1);
      act(() => see(false));
      expect(lookback.watchers).toBe(0);
      act(() => see(true));
      unmount();
      expect(lookback.watchers).toBe(0);
    } finally {
      window.IntersectionObserver = IntersectionObserver;
    }
  });
});
