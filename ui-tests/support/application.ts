import { JupyterLabPage } from '@jupyterlab/galata';
import type { IJupyterLabPage } from '@jupyterlab/galata';
import type { Page } from '@playwright/test';

const { waitForCondition } = JupyterLabPage.prototype;

// Each `goto` and `reload` waits so for JupyterLab's plugins, by Galata's own
// default for 15 s: too little where others use the computer, too.
JupyterLabPage.prototype.waitForCondition = function (
  condition,
  timeout = 120_000
) {
  return waitForCondition.call(this, condition, timeout);
};

/**
 * Waits until JupyterLab shows a document or its launcher.
 *
 * #### Notes
 * Galata's own waits 15 s for the launcher. A busy computer may need longer,
 * and after a reload it is the notebook that comes back to the front.
 */
export async function waitForApplication(
  page: Page,
  helpers: IJupyterLabPage
): Promise<void> {
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  const front = page.locator(
    '#jp-main-dock-panel .lm-TabBar-tab.jp-mod-current'
  );
  await front.first().waitFor();
  // The launcher's tab is not always the active one, as Galata has it.
  if ((await front.first().innerText()).trim() === 'Launcher') {
    await helpers.activity.activateTab('Launcher');
  }
}
