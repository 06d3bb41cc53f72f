import type { IJupyterLabPage } from '@jupyterlab/galata';
import type { Page } from '@playwright/test';

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
