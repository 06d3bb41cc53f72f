import { nullTranslator } from '@jupyterlab/translation';
import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import type { IRoleCheck } from '../../setUpTokens';
import { RoleList } from '../components/RoleList';

const trans = nullTranslator.load('jupyterlab_synapse');
const user = userEvent.setup();

function check(parts: Partial<IRoleCheck>): IRoleCheck {
  return {
    id: 'run',
    purpose: 'Run Spark on the pool',
    role: 'Synapse Compute Operator',
    alternatives: ['Synapse Administrator'],
    scope: 'workspaces/hunt-ws/bigDataPools/pool1',
    state: 'have',
    why: '',
    command: 'az synapse role assignment create',
    link: 'https://web.azuresynapse.net?workspace=x',
    step: 'pool',
    isForSetUp: false,
    ...parts
  };
}

const EXPORT = check({
  id: 'export',
  purpose: 'Export tables to the lake',
  role: 'Log Analytics Contributor',
  scope:
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/logs',
  link: 'https://portal.azure.com/#@/resource/x/users',
  command: 'az role assignment create',
  isForSetUp: true
});

function show(
  checks: IRoleCheck[],
  requestText = '',
  setUpRequestText = requestText
) {
  const copy = jest.fn();
  const onCheck = jest.fn(async () => undefined);
  const { container } = render(
    <RoleList
      {...{ checks, copy, onCheck, requestText, setUpRequestText, trans }}
    />
  );
  const row = (id: string) => {
    const found = container.querySelector<HTMLElement>(`[data-role="${id}"]`);
    if (!found) {
      throw new Error(id);
    }
    return within(found);
  };
  return { copy, onCheck, row };
}

describe('RoleList', () => {
  it('offers to check what was not', async () => {
    const { onCheck } = show([]);
    expect(screen.getByRole('status')).toHaveTextContent('nothing is changed');
    await user.click(screen.getByRole('button', { name: 'Check the roles' }));
    expect(onCheck).toHaveBeenCalledTimes(1);
    expect(screen.queryByRole('list')).toBeNull();
  });

  it('checks once at a time', async () => {
    const { onCheck, row } = show([check({ state: 'checking' })]);
    expect(screen.getByRole('status')).toHaveTextContent('Checking your roles');
    await user.click(screen.getByRole('button'));
    expect(onCheck).not.toHaveBeenCalled();
    expect(row('run').getByText('checking')).toBeVisible();
  });

  it('says when all are there, and nothing more', () => {
    const { row } = show([check({}), { ...EXPORT, state: 'have' }]);
    expect(screen.getByRole('status')).toHaveTextContent(
      'You have all the roles.'
    );
    expect(row('run').getByText('have')).toBeVisible();
    expect(screen.queryByText('How to get it')).toBeNull();
    expect(screen.getAllByRole('button')).toHaveLength(1);
  });

  it('names what is missing, where, and how it is given', async () => {
    const { copy, row } = show([
      check({ state: 'lack', why: 'Missing: useCompute.' }),
      EXPORT
    ]);
    expect(screen.getByRole('status')).toHaveTextContent(
      /^1 role is missing to hunt\.$/
    );
    const run = row('run');
    expect(run.getByText('missing')).toBeVisible();
    const where = run.getByText(
      'Synapse Compute Operator on the Spark pool pool1'
    );
    expect(where).toHaveAttribute(
      'title',
      'workspaces/hunt-ws/bigDataPools/pool1'
    );
    fireEvent.click(run.getByText('How to get it'));
    expect(run.getByText('Missing: useCompute.')).toBeVisible();
    expect(run.getByText('As good: Synapse Administrator.')).toBeVisible();
    await user.click(
      run.getByRole('button', { name: 'Copy command: Run Spark on the pool' })
    );
    expect(copy).toHaveBeenCalledWith('az synapse role assignment create');
    expect(screen.getByRole('status')).toHaveTextContent('copied');
    const link = run.getByRole('link', { name: /^Open Synapse Studio/ });
    expect(link).toHaveAttribute('target', '_blank');
    expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  });

  it('keeps apart what a hunt needs and what its set-up needs', () => {
    const { row } = show([check({}), { ...EXPORT, state: 'lack' }]);
    expect(screen.getByRole('status')).toHaveTextContent(
      'You have the roles to hunt. 1 is missing to set up and change.'
    );
    expect(
      screen.getByRole('list', { name: 'To set up and change' })
    ).toContainElement(row('export').getByText('missing'));
    expect(row('export').getByRole('link')).toHaveTextContent(
      'Open the portal'
    );
  });

  it('tells what could not be checked, and why', () => {
    const { row } = show([
      check({ state: 'unknown', why: 'A firewall.' }),
      check({ id: 'read', state: 'unknown', why: 'Choose one.', scope: '' })
    ]);
    expect(screen.getByRole('status')).toHaveTextContent(
      /^2 could not be checked\.$/
    );
    expect(row('run').getByText('could not check')).toBeVisible();
    expect(row('run').getByText('A firewall.')).toBeVisible();
    expect(row('read').getByText('Choose one.')).toBeVisible();
    expect(row('read').queryByRole('button')).toBeNull();
  });

  it('copies a text for the administrator', async () => {
    const { copy } = show([check({ state: 'lack' })], 'Hello, please …');
    fireEvent.click(screen.getByText('A text for your administrator'));
    expect(screen.getByText('Hello, please …')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Copy request text' }));
    expect(copy).toHaveBeenCalledWith('Hello, please …');
    expect(screen.getByRole('status')).toHaveTextContent(
      'The request is copied.'
    );
  });

  it.each([
    [
      'what is missing to hunt',
      check({ state: 'lack' }),
      ['Copy request text']
    ],
    ['nothing', EXPORT, []],
    [
      'what is missing to set up, only where that is wanted',
      { ...EXPORT, state: 'lack' as const },
      ['Copy request text', 'Copy request text for set-up too']
    ]
  ])('asks for %s', (_, one, labels) => {
    show([one], labels.length ? 'Hello, to hunt' : '', 'Hello, to set up');
    expect(
      screen
        .queryAllByRole('button', { name: /^Copy request/ })
        .map(button => button.textContent)
    ).toEqual(labels);
  });

  it('copies the text for setting up, too', async () => {
    const { copy } = show([{ ...EXPORT, state: 'lack' }], '', 'Hello, set-up');
    fireEvent.click(
      screen.getByText('A text for your administrator, for set-up too')
    );
    expect(screen.getByText('Hello, set-up')).toBeVisible();
    const button = screen.getByRole('button', { name: /for set-up too$/ });
    expect(button).toHaveAccessibleDescription(/for your administrator/);
    await user.click(button);
    expect(copy).toHaveBeenCalledWith('Hello, set-up');
    expect(screen.getByRole('status')).toHaveTextContent(
      'The request is copied.'
    );
  });

  it('tells what is not needed, and counts it as nothing missing', () => {
    const why = 'What you have chosen exists.';
    const { row } = show([
      check({}),
      { ...EXPORT, id: 'pool', state: 'notNeeded', why }
    ]);
    expect(screen.getByRole('status')).toHaveTextContent(
      'You have all the roles that you need.'
    );
    expect(row('pool').getByText('not needed')).toBeVisible();
    expect(row('pool').getByText(why)).toBeVisible();
    expect(row('pool').queryByRole('button')).toBeNull();
  });

  it.each(['javascript:alert(1)', 'http://example.com', 'no', null])(
    'makes no link of %s',
    link => {
      show([check({ state: 'lack', link })]);
      expect(screen.queryByRole('link')).toBeNull();
    }
  );
});
