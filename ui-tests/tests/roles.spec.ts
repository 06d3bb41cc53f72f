import { IAzureSettings, setAzure } from '../support/suiteAzure';
import { Surfaces } from '../support/surfaces';
import { expect, test } from '../support/test';

const OWNER: IAzureSettings = { persona: 'owner', without: [] };
// Workspace and pool are chosen: nobody needs to make them. The compute is not.
const SET_UP = ['assign', 'sentinel', 'export', 'attach'];

/** Who asks, and what they are told that they lack. */
const PEOPLE: readonly (readonly [
  IAzureSettings,
  readonly string[],
  string
])[] = [
  [OWNER, [], 'You have all the roles.'],
  [
    { persona: 'owner', without: ['Storage Blob Data Contributor'] },
    ['read', 'write'],
    '1 role is missing to hunt. 1 is missing to set up and change.'
  ],
  [
    { persona: 'owner', without: ['Synapse Administrator'] },
    ['run', 'studio'],
    '1 role is missing to hunt. 1 is missing to set up and change.'
  ],
  [
    { persona: 'owner', without: ['Owner'] },
    ['logs', 'machineLearning', ...SET_UP],
    '1 role is missing to hunt. 5 are missing to set up and change.'
  ],
  [
    { persona: 'analyst', without: [] },
    SET_UP,
    'You have the roles to hunt. 4 are missing to set up and change.'
  ],
  [
    { persona: 'analyst', without: ['Synapse Compute Operator'] },
    ['run', ...SET_UP],
    '1 role is missing to hunt. 4 are missing to set up and change.'
  ],
  [
    { persona: 'analyst', without: ['Reader', 'Log Analytics Reader'] },
    ['logs', 'machineLearning', ...SET_UP],
    '1 role is missing to hunt. 5 are missing to set up and change.'
  ],
  [
    { persona: 'none', without: [] },
    ['logs', 'run', 'studio', 'read', 'write', 'machineLearning', ...SET_UP],
    '3 roles are missing to hunt. 7 are missing to set up and change.'
  ],
  [OWNER, [], 'You have all the roles.']
];

// Before the test's own end, which looks after sessions as the owner.
test.afterEach(() => setAzure(OWNER));

test('Each role that is missing is named, with who gives it and how', async ({
  page
}) => {
  const surfaces = new Surfaces(page);
  const { panel } = surfaces;
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('synapse:set-up')
  );
  await panel.getByRole('radio', { name: 'sparkpool01' }).check();
  const roles = panel.getByRole('region', { name: 'Your roles' });
  const button = roles.getByRole('button', { name: /^Check the roles/ });
  const check = async () => {
    await button.click();
    await expect(button).not.toHaveAttribute('aria-disabled');
  };
  const missing = async () => {
    const rows = roles.locator('.syn-RoleRow', {
      has: page.getByText('missing', { exact: true })
    });
    const all = await rows.evaluateAll(found =>
      found.map(one => one.getAttribute('data-role') ?? '')
    );
    return all.sort();
  };

  for (const [settings, expected, summary] of PEOPLE) {
    await setAzure(settings);
    await check();
    const who = JSON.stringify(settings);
    expect(await missing(), who).toEqual([...expected].sort());
    await expect(roles.getByRole('status'), who).toHaveText(summary);
    await expect(roles.getByText('could not check'), who).toHaveCount(0);
  }

  // What somebody is told who may read all and run nothing.
  await setAzure({ persona: 'analyst', without: ['Synapse Compute Operator'] });
  await check();
  const run = roles.locator('[data-role="run"]');
  await expect(run).toContainText(
    'Synapse Compute Operator on the Spark pool sparkpool01'
  );
  await run.getByText('How to get it').click();
  await expect(run.locator('pre')).toHaveText([
    'workspaces/contoso-synapse/bigDataPools/sparkpool01',
    'az synapse role assignment create --workspace-name "contoso-synapse" --role "Synapse Compute Operator" --assignee "00000000-0000-0000-0000-000000000009" --item-type bigDataPools --item "sparkpool01"'
  ]);
  await expect(run).toContainText(
    'Microsoft.Synapse/workspaces/bigDataPools/useCompute/action'
  );
  await run
    .getByRole('button', { name: 'Copy command: Run Spark on the pool' })
    .click();
  await expect(roles.getByRole('status')).toHaveText('The command is copied.');
  await expect(roles.locator('[data-role="pool"]')).toContainText('not needed');

  // Who only wants to hunt asks for no more than that.
  const textOf = async (summary: string) => {
    await roles.getByText(summary, { exact: true }).click();
    return roles
      .locator('details', { has: page.getByText(summary, { exact: true }) })
      .locator('pre');
  };
  const text = await textOf('A text for your administrator');
  await expect(text).toContainText('I am alex@contoso.example (object id');
  await expect(text).toContainText('- Synapse Compute Operator on the Spark');
  await expect(text).not.toContainText('Contributor');
  const both = await textOf('A text for your administrator, for set-up too');
  await expect(both).toContainText('- Synapse Compute Operator on the Spark');
  await expect(both).toContainText('- Log Analytics Contributor on the Log');
  await expect(both).not.toContainText('Storage Blob Data');
  await button.scrollIntoViewIfNeeded();
  await surfaces.audit('roles');

  // The step that needs it says so too.
  await expect(
    panel.locator('.syn-SetUpStep-content[aria-label="Spark pool"]')
  ).toContainText('A role is missing for this step:');
});
