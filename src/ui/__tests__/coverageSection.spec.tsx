/** @jest-environment jsdom */
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { coverageOf } from '../../core/coverage';
import { CoverageTally } from '../../core/coverageTally';
import type { INotebookCoverage } from '../../tokens';
import { CoverageSection } from '../components/CoverageSection';
import { formatBytes } from '../coverageWords';

const trans = nullTranslator.load('');
const DAYS = ['2021-11-10', '2021-11-11', '2021-11-12', '2021-11-13'];
const NOW = Date.parse('2021-11-13T10:00:00Z');

/** Nov 10 full, Nov 11 missing, Nov 12 half, Nov 13 is today and up to date. */
function covered() {
  const tally = new CoverageTally();
  const fill = (date: string, hours: number) => {
    for (let hour = 0; hour < hours; hour++) {
      const name = String(hour).padStart(2, '0');
      tally.add(`y=2021/m=11/d=${date}/h=${name}/m=00/PT05M.json`, 1000);
    }
  };
  fill('10', 24);
  fill('12', 12);
  fill('13', 10);
  const data = new Map(DAYS.map(day => [day, tally.day(day)]));
  return coverageOf({ days: DAYS, fromHour: 0, toHour: 24 }, data, NOW);
}

function show(change: Partial<INotebookCoverage> = {}) {
  const coverage = {
    window: { days: DAYS, fromHour: 0, toHour: 24 },
    place: {
      connection: 'local',
      endpoint: 'https://contosolake.dfs.core.windows.net',
      container: 'am-a',
      folder: 'x'
    },
    tables: ['am-a', 'am-b'],
    table: 'am-a',
    coverage: covered(),
    readAt: NOW,
    isLoading: false,
    isReady: true,
    problem: null,
    chooseTable: jest.fn(() => Promise.resolve()),
    choosePlace: jest.fn(() => Promise.resolve()),
    refresh: jest.fn(() => Promise.resolve()),
    ...change
  } as unknown as INotebookCoverage;
  Object.assign(coverage, { stateChanged: new Signal(coverage) });
  const onUseExisting = jest.fn(() => Promise.resolve());
  const actions = {
    problem: null,
    run: (action: () => Promise<void>) => action(),
    dismiss: () => undefined
  };
  render(
    <CoverageSection
      coverage={coverage}
      actions={actions}
      trans={trans}
      onUseExisting={onUseExisting}
      now={() => NOW}
    />
  );
  return { coverage, onUseExisting };
}

const bars = () =>
  within(screen.getByRole('group', { name: /^Days with data/ })).getAllByRole(
    'button'
  );

it('says in a sentence what is there and what is missing', () => {
  show();
  expect(
    screen.getByText(
      '3 of 4 days in a · missing Nov 11 · hours missing on 1 day'
    )
  ).toBeTruthy();
  expect(bars().map(bar => bar.getAttribute('aria-label'))).toEqual([
    'Nov 10, 2021: complete, 24 kB in 24 files',
    'Nov 11, 2021: no data',
    'Nov 12, 2021: 12 of 24 hours, 12 kB in 12 files',
    'Nov 13, 2021: complete, 10 kB in 10 files'
  ]);
});

it('has one stop for Tab, and arrow keys from there', async () => {
  show();
  const all = bars();
  const stops = () => all.map(bar => bar.tabIndex);
  expect(stops()).toEqual([0, -1, -1, -1]);
  await userEvent.tab();
  await userEvent.tab();
  await userEvent.keyboard('{ArrowRight}');
  expect(document.activeElement).toBe(all[1]);
  expect(stops()).toEqual([-1, 0, -1, -1]);
  await userEvent.keyboard('{End}');
  expect(document.activeElement).toBe(all[3]);
  await userEvent.keyboard('{ArrowRight}');
  expect(document.activeElement).toBe(all[3]);
  await userEvent.keyboard('{Home}');
  expect(document.activeElement).toBe(all[0]);
});

it('shows the hours of a day, and puts them away', async () => {
  show();
  await userEvent.click(bars()[2]);
  const hours = screen.getByRole('group', { name: /by hour: 12 of 24 hours/ });
  const items = within(hours).getAllByRole('listitem');
  expect(items).toHaveLength(24);
  expect(items[11].title).toBe('11:00: 1 kB in 1 file');
  expect(items[12].title).toBe('12:00: no data');
  expect(bars()[2].getAttribute('aria-pressed')).toBe('true');
  await userEvent.click(within(hours).getByRole('button', { name: 'Close' }));
  expect(screen.queryByRole('group', { name: /by hour/ })).toBeNull();
});

it('offers the days that exist, and other tables', async () => {
  const { coverage, onUseExisting } = show();
  await userEvent.click(
    screen.getByRole('button', { name: 'Use only the days that exist' })
  );
  expect(onUseExisting).toHaveBeenCalled();
  fireEvent.change(screen.getByLabelText('Table'), {
    target: { value: 'am-b' }
  });
  expect(coverage.chooseTable).toHaveBeenCalledWith('am-b');
});

it('asks for the lake when nothing says where it is', async () => {
  const { coverage } = show({ place: null, table: null, coverage: null });
  expect(screen.queryByRole('group', { name: /^Days/ })).toBeNull();
  const field = screen.getByLabelText('Folder of the logs in the lake');
  const address = 'abfss://am-a@lake1.dfs.core.windows.net/x';
  fireEvent.change(field, { target: { value: address } });
  await userEvent.click(screen.getByRole('button', { name: 'Look there' }));
  expect(coverage.choosePlace).toHaveBeenCalledWith(address);
});

it('keeps what was read beside a problem', async () => {
  const { coverage } = show({
    problem: {
      kind: 'access',
      what: 'You are not allowed to list it.',
      why: '',
      next: 'Ask for Storage Blob Data Reader.',
      detail: ''
    }
  });
  expect(bars()).toHaveLength(4);
  expect(screen.getByText(/Storage Blob Data Reader/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(coverage.refresh).toHaveBeenCalled();
});

it('says that it reads', () => {
  show({ isLoading: true, coverage: null, isReady: false });
  expect(screen.getByText('Looking into the lake …')).toBeTruthy();
});

it('is not there without a window', () => {
  show({ window: null });
  expect(screen.queryByRole('status')).toBeNull();
});

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1500, '1.5 kB'],
  [2_340_000, '2.34 MB'],
  [5e15, '5,000 TB']
])('formatBytes %d', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
