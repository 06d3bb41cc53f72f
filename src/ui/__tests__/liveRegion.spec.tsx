/* eslint-disable jupyter/no-untranslated-string -- names made up for the spec */
import { nullTranslator } from '@jupyterlab/translation';
import { render } from '@testing-library/react';
import * as React from 'react';
import { fakeProblem, fakeRun, fakeSparkSession } from '../../testing/builders';
import { FakeNotebookSession } from '../../testing/fakeSessions';
import { LiveRegion, announcement, snapshotOf } from '../components/LiveRegion';

const trans = nullTranslator.load('jupyterlab_synapse');

describe('announcement', () => {
  const running = fakeRun({ id: 7, state: 'running', title: 'df.show()' });
  const failed = { ...running, state: 'failed' as const };

  it.each<
    [
      string,
      Partial<FakeNotebookSession>,
      Partial<FakeNotebookSession>,
      string | null
    ]
  >([
    [
      'ready',
      { phase: 'starting' },
      { phase: 'ready' },
      'The Spark session on sparkpool01 is ready.'
    ],
    [
      'ended',
      { phase: 'ready' },
      { phase: 'ended' },
      'The Spark session on sparkpool01 ended.'
    ],
    [
      'ended, and why',
      { phase: 'ready' },
      { phase: 'ended', problem: fakeProblem({ what: 'It was idle.' }) },
      'The Spark session on sparkpool01 ended. It was idle.'
    ],
    [
      'failed',
      { phase: 'ready', runs: [running] },
      { runs: [failed] },
      'A statement failed: df.show()'
    ],
    [
      'failed before',
      { phase: 'ready', runs: [failed] },
      { runs: [failed] },
      null
    ],
    [
      'soon to be stopped',
      { phase: 'ready', session: fakeSparkSession(), idleEndsAt: 360_000 },
      { idleEndsAt: 240_000 },
      'The Spark session on sparkpool01 will soon be stopped, as it is idle. Keep alive in the Synapse panel prolongs it.'
    ],
    ['nothing', { phase: 'ready' }, { phase: 'ready' }, null],
    ['stopped by the user', { phase: 'ready' }, { phase: 'none' }, null]
  ])('%s', (_, before, after, expected) => {
    const session = new FakeNotebookSession(before);
    const first = snapshotOf(session, 0);
    session.set(after);
    expect(announcement(first, snapshotOf(session, 0), trans)).toBe(expected);
  });

  it('is silent when another notebook comes to the front', () => {
    const before = snapshotOf(new FakeNotebookSession({ phase: 'none' }), 0);
    const after = snapshotOf(new FakeNotebookSession({ phase: 'ready' }), 0);
    expect(announcement(before, after, trans)).toBeNull();
  });
});

it('speaks from the body, politely', () => {
  const session = new FakeNotebookSession({ phase: 'starting' });
  const view = render(<LiveRegion session={session} trans={trans} />);
  const region = document.body.querySelector('[aria-live="polite"]');
  expect(region).toHaveTextContent('');
  session.phase = 'ready';
  view.rerender(<LiveRegion session={session} trans={trans} />);
  expect(region).toHaveTextContent(
    'The Spark session on sparkpool01 is ready.'
  );
});
