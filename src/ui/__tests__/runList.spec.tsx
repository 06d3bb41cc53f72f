/* eslint-disable jupyter/no-untranslated-string -- names made up for the spec */
import { nullTranslator } from '@jupyterlab/translation';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { fakeRun, fakeStatement } from '../../testing/builders';
import type { IRun } from '../../tokens';
import { RunList } from '../components/RunList';

const trans = nullTranslator.load('jupyterlab_synapse');

function show(runs: readonly IRun[]): void {
  render(
    <RunList
      runs={runs}
      trans={trans}
      onReveal={jest.fn()}
      onCancel={() => Promise.resolve()}
    />
  );
}

describe('RunList', () => {
  it('says what it is for while it is empty', () => {
    show([]);
    expect(
      screen.getByText('Cells that run on Spark are listed here.')
    ).toBeVisible();
  });

  it.each<[IRun['state'], string, boolean]>([
    ['queued', 'waiting', true],
    ['running', 'running', true],
    ['ok', 'done', false],
    ['failed', 'failed', false],
    ['cancelled', 'cancelled', false]
  ])('says the state %s in a word', (state, word, canCancel) => {
    show([fakeRun({ state })]);
    expect(screen.getByRole('listitem')).toHaveTextContent(word);
    expect(screen.queryAllByRole('button', { name: /^Cancel/ })).toHaveLength(
      canCancel ? 1 : 0
    );
  });

  it('has the newest first', () => {
    show([fakeRun({ id: 1, title: 'old' }), fakeRun({ id: 2, title: 'new' })]);
    expect(
      screen.getAllByRole('listitem').map(item => item.textContent)
    ).toEqual(['newdone0.2 s', 'olddone0.2 s']);
  });

  it('shows 20, and the rest on demand', async () => {
    show(Array.from({ length: 200 }, (_, id) => fakeRun({ id })));
    expect(screen.getAllByRole('listitem')).toHaveLength(20);
    await userEvent.click(
      screen.getByRole('button', { name: 'Show 180 more' })
    );
    expect(screen.getAllByRole('listitem')).toHaveLength(200);
  });

  it('shows progress as a bar and in words', () => {
    const tasks = { jobs: 1, done: 61, total: 100, active: 2, failed: 0 };
    show([
      fakeRun({
        state: 'running',
        endedAt: null,
        title: 'x',
        statement: fakeStatement({ tasks })
      })
    ]);
    const bar = screen.getByRole('progressbar', { name: 'Progress of x' });
    expect(bar).toHaveAttribute('aria-valuenow', '61');
    expect(bar).toHaveAttribute('aria-valuetext', '61 of 100 tasks · 61%');
    expect(screen.getByText('61 of 100 tasks · 61%')).toBeVisible();
  });

  it('shows the error of a failed run', () => {
    show([fakeRun({ state: 'failed', failure: "KeyError: 'src'" })]);
    expect(screen.getByText("KeyError: 'src'")).toBeVisible();
  });

  it('does not jump where there is no cell', () => {
    show([fakeRun({ cellId: null, title: 'from a widget' })]);
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByText('from a widget')).toBeVisible();
  });
});
