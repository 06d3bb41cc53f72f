import { LargeTenant } from '../support/largeTenant';
import { expect, shareNotebook, test } from '../support/shared';
import { Surfaces } from '../support/surfaces';

const shared = shareNotebook('picker-spec', { session: false });

/** As documented hunts have it. */
const PARAMETERS = `amlworkspace = "<aml workspace>"
subscription_id = "00000000-0000-0000-0000-000000000000"
resource_group = 'contoso-rg'
linkedservice = "<linked service>"
synapse_spark_compute = "sparkpool01"`;

let surfaces: Surfaces;

/** Opens the list by the mouse. */
async function open(): Promise<void> {
  await surfaces.picker.click();
  await expect(surfaces.list.getByRole('combobox')).toBeFocused();
}

test.beforeAll(() => {
  surfaces = new Surfaces(shared().page);
});

test.describe('The parameter cell', () => {
  test('is offered what was chosen, and the magic starts there', async () => {
    const { notebook, page } = shared();
    await notebook.setCells([
      PARAMETERS,
      '%synapse start -s $subscription_id -w $amlworkspace -r $resource_group -c $synapse_spark_compute'
    ]);
    await open();
    await page.keyboard.type('largepool');
    // The local pool's server may only be starting.
    await expect(surfaces.options).toHaveCount(1);
    await page.keyboard.press('Enter');
    const dialog = page.locator('.jp-Dialog');
    await expect(dialog).toContainText('“largepool”');
    await surfaces.shoot('picker-parameters');
    await dialog.getByRole('button', { name: 'Update the cell' }).click();
    const source = (index: number) =>
      page.evaluate(
        index =>
          (
            window.jupyterapp.shell.currentWidget as unknown as {
              content: {
                model: {
                  sharedModel: { cells: { getSource(): string }[] };
                };
              };
            }
          ).content.model.sharedModel.cells[index].getSource(),
        index
      );
    const expected = `amlworkspace = "contoso-aml"
subscription_id = "00000000-0000-0000-0000-000000000000"
resource_group = 'contoso-rg'
linkedservice = "contoso-linked-synapse"
synapse_spark_compute = "largepool"`;
    await expect.poll(() => source(0)).toBe(expected);

    expect(await notebook.runAll()).toBe(true);
    expect((await notebook.cells())[1].text).toContain('ready on bigpool');
    await notebook.exec('%synapse stop');

    await notebook.activate(0);
    await page.locator('.jp-Cell.jp-mod-active .cm-content').click();
    await page.keyboard.press('Control+z');
    await expect.poll(() => source(0)).toBe(PARAMETERS);
  });
});

test.describe('A tenant of 50 subscriptions', () => {
  let tenant: LargeTenant | null = null;

  test.beforeAll(async () => {
    tenant = await LargeTenant.start();
  });

  test.afterAll(async () => {
    await tenant?.stop();
    tenant = null;
  });

  test('shows pools as they come, names what is closed, and stays quick', async () => {
    const { page } = shared();
    const { list, options } = surfaces;
    await open();
    const refresh = list.getByRole('button', { name: /^Refresh/ });
    await refresh.click();
    await expect(refresh).toContainText(/reading… \d+ of 50 subscriptions/);
    await expect.poll(() => options.count()).toBeGreaterThan(20);
    await surfaces.shoot('picker-partial');
    await expect(refresh).toContainText(/read .* ago/);
    await expect(options).toHaveCount(500);
    const closed = list.getByRole('group', { name: /^Contoso 07/ });
    await expect(closed).toContainText('does not allow');
    await expect(list.getByRole('group', { name: /^Contoso 11/ })).toHaveCount(
      0
    );

    await page.keyboard.press('Escape');
    await open();
    await page.keyboard.press('End');
    await surfaces.shoot('picker-large');
    await page.keyboard.press('Home');
    await page.keyboard.type('pool49');
    await expect(options.first()).toContainText('pool49a');
    await surfaces.audit('picker-search');
    await page.keyboard.press('Enter');
    await expect(surfaces.picker).toContainText('pool49a');
  });

  test('is there after a reload, with its age', async () => {
    const { notebook, page } = shared();
    await page.reload();
    // Until then Lab gives the focus to the notebook, which closes the list.
    await notebook.untilKernel();
    await expect(surfaces.picker).toBeEnabled();
    let requests = 0;
    page.on('request', one => {
      requests += one.url().includes('/subscriptions') ? 1 : 0;
    });
    // On a slow machine Lab still moves the focus then, which closes the list.
    await expect(async () => {
      if (!(await surfaces.list.isVisible())) {
        await surfaces.picker.click();
      }
      await expect(surfaces.options).toHaveCount(500, { timeout: 5000 });
      await expect(surfaces.list).toContainText(/read .* ago/, {
        timeout: 5000
      });
    }).toPass();
    expect(requests).toBe(0);
    await page.keyboard.press('Escape');
  });
});
