/* eslint-disable jupyter/no-untranslated-string -- names made up for the spec */
import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { SynapseError } from '../../core/errors';
import type { ISetUpCreated } from '../../setUpTokens';
import { fakeProblem } from '../../testing/builders';
import { FakePools } from '../../testing/fakePools';
import {
  FakeSetUp,
  FakeSetUpAssistant,
  fakeSetUpField,
  fakeSetUpPlan,
  fakeSetUpSteps
} from '../../testing/fakeSetUp';
import { SetUpView } from '../components/SetUpView';

const trans = nullTranslator.load('jupyterlab_synapse');
const user = userEvent.setup();

async function show(
  values: Partial<FakeSetUpAssistant> = {},
  { pools = new FakePools(), isRestored = false } = {}
) {
  const assistant = new FakeSetUpAssistant(values);
  const setUp = new FakeSetUp(assistant, true);
  setUp.isRestored = isRestored;
  await act(async () => {
    render(<SetUpView setUp={setUp} pools={pools} trans={trans} />);
  });
  return { assistant, pools, setUp };
}

const button = (name: string | RegExp): HTMLElement =>
  screen.getByRole('button', { name });
const toggle = (name: RegExp): HTMLElement =>
  screen.getByRole('button', { name, expanded: false });
const content = (name: string): HTMLElement =>
  screen.getByRole('group', { name });

/** The clone of a range that `userEvent` needs is missing here. */
const select = (element: HTMLElement, value: string): void => {
  fireEvent.change(element, { target: { value } });
};

const done = { state: 'done' } as const;
const option = { detail: '', warning: null };

describe('SetUpView', () => {
  it('takes the focus, reads what is there, and goes back', async () => {
    const { assistant, setUp } = await show();
    expect(screen.getByRole('heading', { name: 'Set up Azure' })).toHaveFocus();
    expect(assistant.calls).toEqual(['load']);
    await user.click(button('Back'));
    expect(setUp.isOpen).toBe(false);
  });

  it('leaves the focus alone after a reload', async () => {
    await show({}, { isRestored: true });
    expect(document.body).toHaveFocus();
  });

  it('tells why it could not be loaded, and tries again', async () => {
    const assistant = new FakeSetUpAssistant();
    assistant.failure = new SynapseError({ kind: 'network', what: 'Offline.' });
    await act(async () => {
      render(
        <SetUpView
          setUp={new FakeSetUp(assistant, true)}
          pools={new FakePools()}
          trans={trans}
        />
      );
    });
    expect(screen.getByText('Offline.')).toBeVisible();
    await user.click(button('Try again'));
    expect(screen.queryByText('Offline.')).toBeNull();
    expect(assistant.calls).toEqual(['load', 'load']);
  });

  it('says that the local Azure is for practice, and changes the connection', async () => {
    const { assistant } = await show({
      connection: 'local',
      connections: [
        { id: 'azure', label: 'Azure' },
        { id: 'local', label: 'Local Azure' }
      ]
    });
    expect(screen.getByText(/to practise/)).toBeVisible();
    select(screen.getByLabelText('Connection'), 'azure');
    expect(assistant.calls).toContain('connect azure');
    act(() => assistant.set({ connection: 'azure' }));
    expect(screen.queryByText(/to practise/)).toBeNull();
  });

  it('says what to do without a connection', async () => {
    await show({ connection: null, connections: [] });
    expect(screen.getByText(/offers no connection to Azure/)).toBeVisible();
    expect(screen.queryByRole('list')).toBeNull();
  });

  it('offers the sign-in where there is one', async () => {
    const { pools } = await show({
      steps: fakeSetUpSteps({ account: { state: 'todo' } })
    });
    await user.click(
      within(content('Account and subscription')).getByRole('button', {
        name: 'Sign in to Azure'
      })
    );
    expect(pools.calls).toEqual(['beginSignIn']);
  });

  it('opens the next step once all are known, and no other by itself', async () => {
    const { assistant } = await show({
      steps: fakeSetUpSteps({ account: done, logs: { state: 'checking' } })
    });
    expect(
      screen.queryByRole('button', { name: /./, expanded: true })
    ).toBeNull();
    act(() => assistant.setStep('logs', { state: 'todo' }));
    expect(content('Log Analytics workspace')).toBeVisible();
    act(() => assistant.setStep('logs', done));
    act(() => assistant.setStep('synapse', { state: 'todo' }));
    expect(content('Log Analytics workspace')).toBeVisible();
    await user.click(button('Next: Synapse workspace'));
    expect(content('Synapse workspace')).toBeVisible();
    expect(button(/^3 ?Synapse workspace ?to do/)).toHaveFocus();
  });

  it('chooses what exists, a tenant, and looks again', async () => {
    const { assistant } = await show({
      steps: fakeSetUpSteps({
        account: {
          state: 'todo',
          options: [
            { id: 's1', name: 'Production', detail: 'EA', warning: null },
            { id: 's2', name: 'Test', detail: '', warning: 'Disabled' }
          ],
          tenants: [
            { ...option, id: 't1', name: 'Contoso' },
            { ...option, id: 't2', name: 'Fabrikam', warning: 'Not yet.' }
          ],
          hints: [
            { text: 'Ask.', link: 'https://learn.microsoft.com/a' },
            { text: 'Never.', link: 'javascript:alert(1)' }
          ]
        }
      })
    });
    const second = screen.getByRole('radio', { name: 'Test' });
    expect(second).toHaveAccessibleDescription('Disabled');
    await user.click(second);
    await user.click(button('Sign in to Fabrikam'));
    await user.click(button('Look again: Account and subscription'));
    expect(assistant.calls).toEqual([
      'load',
      'choose account s2',
      'chooseTenant t2',
      'check account'
    ]);
    expect(screen.getAllByRole('link')).toHaveLength(1);
  });

  it('chooses by Space or Enter, not by moving with the arrow keys', async () => {
    const { assistant } = await show({
      steps: fakeSetUpSteps({
        synapse: {
          state: 'done',
          chosen: 'w1',
          options: ['w1', 'w2', 'w3'].map(id => ({ ...option, id, name: id }))
        },
        pool: { state: 'todo' }
      })
    });
    await user.click(button(/^3 ?Synapse workspace/));
    const radio = (name: string) => screen.getByRole('radio', { name });
    act(() => radio('w1').focus());
    await user.keyboard('{ArrowDown}');
    expect(radio('w2')).toHaveFocus();
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(radio('w3')).toHaveFocus();
    await user.keyboard('{ArrowRight}');
    expect(radio('w1')).toHaveFocus();
    expect(radio('w1')).toBeChecked();
    expect(assistant.calls).toEqual(['load']);
    await user.keyboard('{Enter}');
    expect(assistant.calls).toEqual(['load']);
    await user.keyboard('{ArrowDown} ');
    expect(assistant.calls.at(-1)).toBe('choose synapse w2');
    await user.keyboard('{ArrowDown}{Enter}');
    expect(assistant.calls.at(-1)).toBe('choose synapse w3');
  });

  it('finds one of many, and keeps the chosen one in sight', async () => {
    const options = Array.from({ length: 100 }, (_, index) => ({
      ...option,
      id: `id${index}`,
      name: `pool${index}`
    }));
    await show({
      steps: fakeSetUpSteps({
        pool: { state: 'todo', options, chosen: 'id99' }
      })
    });
    expect(screen.getAllByRole('radio')).toHaveLength(61);
    expect(screen.getByText('40 more: search.')).toBeVisible();
    await user.type(screen.getByRole('searchbox'), 'pool7');
    const names = () =>
      screen.getAllByRole('radio').map(one => one.closest('div')!.textContent);
    expect(names()).toEqual(
      ['99', '7', ...Array.from({ length: 10 }, (_, i) => `7${i}`)].map(
        number => `pool${number}`
      )
    );
    await user.type(screen.getByRole('searchbox'), 'x');
    expect(names()).toEqual(['pool99']);
    expect(screen.getByText('None matches “pool7x”.')).toBeVisible();
  });

  it('edits a form, tells what is wrong with it, and only then shows the plan', async () => {
    const { assistant } = await show({
      steps: fakeSetUpSteps({
        pool: {
          state: 'todo',
          form: [
            fakeSetUpField('name', { problem: 'Give a name.', help: 'Short.' }),
            fakeSetUpField('size', {
              kind: 'choice',
              value: 'S',
              choices: ['S', 'M'].map(value => ({
                value,
                label: value,
                detail: `${value} nodes`,
                isDisabled: false
              }))
            }),
            fakeSetUpField('pause', { kind: 'flag', value: 'true' }),
            fakeSetUpField('tables', {
              kind: 'names',
              value: 'A',
              choices: ['A', 'B', 'C'].map(value => ({
                value,
                label: value,
                detail: '',
                isDisabled: value === 'C'
              }))
            })
          ]
        }
      })
    });
    const name = screen.getByRole('textbox', { name: 'name' });
    expect(name).toHaveAccessibleDescription('Short.');
    await user.click(button('Review…'));
    expect(name).toHaveFocus();
    expect(name).toBeInvalid();
    expect(name).toHaveAccessibleDescription('Short. Give a name.');
    await user.type(name, 'hunts');
    expect(name).toHaveValue('hunts');
    select(screen.getByRole('combobox'), 'M');
    expect(screen.getByRole('combobox')).toHaveAccessibleDescription('M nodes');
    await user.click(screen.getByRole('checkbox', { name: 'pause' }));
    await user.click(screen.getByRole('checkbox', { name: 'B' }));
    expect(screen.getByRole('checkbox', { name: 'C' })).toBeDisabled();
    expect(assistant.calls.filter(call => !call.includes('name'))).toEqual([
      'load',
      'edit pool size M',
      'edit pool pause false',
      'edit pool tables A\nB'
    ]);
    act(() =>
      assistant.setStep('pool', {
        form: assistant.steps[3].form!.map(one => ({ ...one, problem: null }))
      })
    );
    await user.type(name, '{Enter}');
    expect(assistant.calls.at(-1)).toBe('propose pool');
  });

  it('asks for a yes where there is nothing to fill in', async () => {
    const { assistant } = await show({
      steps: fakeSetUpSteps({
        account: {
          state: 'todo',
          options: [{ ...option, id: 's', name: 'Production' }],
          form: []
        }
      })
    });
    expect(screen.queryByText('Create a new one')).toBeNull();
    await user.click(button('Review…'));
    expect(assistant.calls.at(-1)).toBe('propose account');
  });

  it('tells each time that a review was refused', async () => {
    const { assistant } = await show({
      steps: fakeSetUpSteps({ pool: { state: 'todo' } })
    });
    const refused = {
      state: 'failed',
      problem: fakeProblem({ what: 'The name is taken.' })
    } as const;
    const news = 'Spark pool has failed. The name is taken.';
    for (let time = 0; time < 2; time++) {
      act(() => assistant.setStep('pool', refused));
      expect(screen.getByText(news)).toBeInTheDocument();
      act(() => assistant.setStep('pool', { state: 'todo', problem: null }));
      expect(screen.queryByText(news)).toBeNull();
    }
  });

  it('has no form where it is not known what exists', async () => {
    const { assistant } = await show({
      steps: fakeSetUpSteps({
        pool: { state: 'todo', form: [fakeSetUpField('name')] }
      })
    });
    expect(screen.getByRole('textbox')).toBeVisible();
    act(() => assistant.setStep('pool', { state: 'unknown' }));
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('hides the form behind what exists until it is asked for', async () => {
    await show({
      steps: fakeSetUpSteps({
        pool: {
          state: 'todo',
          options: [{ ...option, id: 'p', name: 'hunts' }],
          form: [fakeSetUpField('name')]
        }
      })
    });
    expect(screen.queryByRole('textbox')).toBeNull();
    await user.click(toggle(/Create a new one/));
    expect(screen.getByRole('textbox', { name: 'name' })).toBeVisible();
  });

  it('shows what is under way, and says when it is done', async () => {
    const { assistant } = await show({
      steps: fakeSetUpSteps({
        account: { state: 'todo' },
        pool: {
          state: 'working',
          text: 'It is being created.',
          form: [fakeSetUpField('name')],
          operations: [
            {
              label: 'Creating the pool',
              startedAt: Date.now() - 65_000,
              status: 'InProgress',
              percent: 40
            }
          ]
        }
      })
    });
    const step = content('Spark pool');
    expect(step).toHaveTextContent(/InProgress.*1 min/);
    expect(within(step).getByRole('progressbar')).toHaveAttribute(
      'aria-valuenow',
      '40'
    );
    expect(within(step).queryByRole('textbox')).toBeNull();
    act(() =>
      assistant.setStep('pool', { ...done, text: 'hunts.', operations: [] })
    );
    expect(screen.getByText('Spark pool is done. hunts.')).toBeInTheDocument();
  });
});

describe('The plan', () => {
  it('shows all that would be sent, takes the focus and gives it back', async () => {
    const { assistant } = await show({
      steps: fakeSetUpSteps({ pool: { state: 'todo' } })
    });
    act(() => assistant.set({ plan: fakeSetUpPlan({ warnings: ['Mind.'] }) }));
    const heading = screen.getByRole('heading', { name: /^Create the Spark/ });
    expect(heading).toHaveFocus();
    expect(screen.getByText('Nothing has been sent yet.')).toBeVisible();
    expect(screen.getByText(/Each node is billed/)).toBeVisible();
    expect(screen.getByText('Mind.')).toBeVisible();
    expect(
      screen.getByLabelText('Request: Create the Spark pool hunts')
    ).toHaveTextContent(/^PUT https:.*"location": "westeurope"/);
    expect(assistant.calls).toEqual(['load']);
    await user.click(button('Back to the steps'));
    expect(assistant.calls).toEqual(['load', 'withdraw']);
    expect(button(/^4 ?Spark pool/)).toHaveFocus();
    expect(content('Spark pool')).toBeVisible();
  });

  it('is sent by a click, with what came of each, and goes on where it stopped', async () => {
    const plan = fakeSetUpPlan();
    const [request] = plan.requests;
    const { assistant } = await show({
      steps: fakeSetUpSteps({ pool: { state: 'todo' } }),
      plan
    });
    await user.click(button('Create'));
    expect(assistant.calls.at(-1)).toBe('confirm');
    act(() =>
      assistant.set({
        isSending: true,
        plan: { ...plan, requests: [{ ...request, outcome: 'sending' }] }
      })
    );
    expect(screen.getByText('under way')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
    expect(screen.queryByRole('button', { name: /steps/ })).toBeNull();
    act(() => {
      assistant.setStep('pool', { state: 'failed', problem: fakeProblem() });
      assistant.set({
        isSending: false,
        plan: { ...plan, requests: [{ ...request, outcome: 'failed' }] }
      });
    });
    expect(within(content('Problem')).getByText(/has no room/)).toBeVisible();
    await user.click(button('Try again'));
    expect(assistant.calls.filter(call => call === 'confirm')).toHaveLength(2);
  });

  it('can be left once nothing is left to be sent', async () => {
    const plan = fakeSetUpPlan();
    const { assistant } = await show({
      steps: fakeSetUpSteps({ pool: { state: 'working' } }),
      isSending: true,
      plan
    });
    expect(screen.queryByRole('button', { name: /Leave/ })).toBeNull();
    act(() => assistant.set({ plan: { ...plan, isAllSent: true } }));
    await user.click(button('Leave it; Azure goes on'));
    expect(assistant.calls.at(-1)).toBe('leave');
    expect(button(/^4 ?Spark pool/)).toHaveFocus();
    expect(content('Spark pool')).toBeVisible();
  });

  it('keeps the focus when its buttons go, and when they come back', async () => {
    const plan = fakeSetUpPlan();
    const { assistant } = await show({
      steps: fakeSetUpSteps({ pool: { state: 'todo' } }),
      plan
    });
    const heading = screen.getByRole('heading', { name: /^Create the Spark/ });
    await user.click(button('Create'));
    act(() => assistant.set({ isSending: true }));
    expect(heading).toHaveFocus();
    act(() => heading.blur());
    act(() => assistant.set({ isSending: false }));
    expect(heading).toHaveFocus();
    // Whoever went elsewhere meanwhile stays there.
    act(() => assistant.set({ isSending: true }));
    act(() => button('Back').focus());
    act(() => assistant.set({ isSending: false }));
    expect(button('Back')).toHaveFocus();
  });

  it('says Delete where it deletes', async () => {
    await show({ plan: fakeSetUpPlan({ kind: 'delete', title: 'Delete it' }) });
    expect(button('Delete')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });
});

describe('What was created', () => {
  const created: ISetUpCreated[] = [
    {
      id: 'lake',
      step: 'synapse',
      type: 'Storage account',
      name: 'contosolake',
      createdAt: Date.now(),
      state: 'there',
      kept: 'It holds data.',
      isPart: false
    },
    {
      id: 'pool',
      step: 'pool',
      type: 'Spark pool',
      name: 'hunts',
      createdAt: Date.now(),
      state: 'there',
      kept: null,
      isPart: false
    },
    {
      id: 'rule',
      step: 'synapse',
      type: 'Firewall rule',
      name: 'allowAll',
      createdAt: Date.now(),
      state: 'there',
      kept: 'It goes with its workspace.',
      isPart: true
    }
  ];

  it('can be deleted where nothing is lost', async () => {
    const { assistant } = await show({ created });
    await user.click(toggle(/Created here/));
    expect(screen.getByText(/It holds data/)).toBeVisible();
    await user.click(button('Undo…'));
    expect(assistant.calls).toEqual(['load']);
    await user.click(screen.getByRole('checkbox', { name: /hunts/ }));
    await user.click(button('Undo…'));
    expect(assistant.calls.at(-1)).toBe('proposeUndo pool');
  });

  it('can be tried again where it was kept, and never as a part', async () => {
    const { assistant } = await show({ created });
    await user.click(toggle(/Created here/));
    expect(screen.queryByRole('checkbox', { name: /allowAll/ })).toBeNull();
    await user.click(screen.getByRole('checkbox', { name: /contosolake/ }));
    await user.click(button('Undo…'));
    expect(assistant.calls.at(-1)).toBe('proposeUndo lake');
  });

  it('is told at the list when nothing of it can be deleted', async () => {
    await show({ created });
    await user.click(toggle(/Created here/));
    const region = screen.getByRole('region', { name: 'Created here' });
    const status = within(region).getByRole('status');
    expect(status).toBeEmptyDOMElement();
    await user.click(screen.getByRole('checkbox', { name: /contosolake/ }));
    await user.click(button('Undo…'));
    expect(status).toHaveTextContent(
      'Nothing of it can be deleted now. contosolake: It holds data.'
    );
    await user.click(screen.getByRole('checkbox', { name: /hunts/ }));
    expect(status).toBeEmptyDOMElement();
  });
});

describe('The end', () => {
  it.each([
    ['Open the beaconing hunt and run it', 'finish hunt'],
    ['Write the parameter cell and choose the pool', 'finish notebook']
  ])('%s', async (name, call) => {
    const { assistant, setUp } = await show({
      steps: fakeSetUpSteps({ finish: { state: 'todo' } })
    });
    assistant.failure = new SynapseError({ kind: 'notFound', what: 'Gone.' });
    await user.click(button(name));
    expect(screen.getByText('Gone.')).toBeVisible();
    expect(setUp.isOpen).toBe(true);
    await user.click(button(name));
    expect(assistant.calls.at(-1)).toBe(call);
    expect(setUp.isOpen).toBe(false);
  });
});
