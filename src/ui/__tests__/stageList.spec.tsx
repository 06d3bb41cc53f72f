import { nullTranslator } from '@jupyterlab/translation';
import { render, screen } from '@testing-library/react';
import * as React from 'react';
import { ISparkSession } from '../../core/livy';
import { fakeSparkSession } from '../../testing/builders';
import { StageList, startStages } from '../components/StageList';

const trans = nullTranslator.load('jupyterlab_synapse');
const plain = { schedulerState: null, pluginState: null };

describe('startStages', () => {
  it.each<[string, Partial<ISparkSession> | null, string]>([
    ['no answer yet', null, 'Sending the request'],
    [
      'queued',
      {
        state: 'not_started',
        schedulerState: 'Queued',
        pluginState: 'Preparation'
      },
      'Queued'
    ],
    [
      'scheduled',
      { state: 'not_started', schedulerState: 'Scheduled', pluginState: null },
      'Acquiring nodes'
    ],
    [
      'acquiring',
      { state: 'not_started', pluginState: 'ResourceAcquisition' },
      'Acquiring nodes'
    ],
    [
      'submission',
      { state: 'not_started', pluginState: 'Submission' },
      'Starting the driver'
    ],
    [
      'starting',
      { state: 'starting', pluginState: 'Monitoring' },
      'Starting the driver'
    ],
    [
      'unknown plugin state',
      { state: 'not_started', schedulerState: 'Queued', pluginState: 'New' },
      'Queued'
    ],
    ['plain Livy, not started', { state: 'not_started', ...plain }, 'Queued'],
    [
      'plain Livy, starting',
      { state: 'starting', ...plain },
      'Starting the driver'
    ]
  ])('%s', (_, changes, expected) => {
    const stages = startStages(changes && fakeSparkSession(changes), trans);
    expect(stages.find(stage => stage.state === 'current')?.label).toBe(
      expected
    );
  });

  it('has no stage for nodes where nobody reports them', () => {
    const labels = startStages(fakeSparkSession(plain), trans).map(
      s => s.label
    );
    expect(labels).toEqual(['Queued', 'Starting the driver', 'Ready']);
  });

  it('is done when the session is ready', () => {
    const stages = startStages(fakeSparkSession({ state: 'idle' }), trans);
    expect(stages.every(stage => stage.state === 'done')).toBe(true);
  });
});

it('says each state in a word', () => {
  const session = fakeSparkSession({
    state: 'not_started',
    pluginState: 'ResourceAcquisition'
  });
  render(<StageList session={session} trans={trans} />);
  expect(screen.getAllByRole('listitem').map(item => item.textContent)).toEqual(
    [
      'Queueddone',
      'Acquiring nodesnow',
      'Starting the driverto come',
      'Readyto come'
    ]
  );
  expect(screen.getAllByRole('listitem')[1]).toHaveAttribute(
    'aria-current',
    'step'
  );
});
