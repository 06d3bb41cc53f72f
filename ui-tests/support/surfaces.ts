import path from 'node:path';

import { expect } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

const FOLDER = path.join(__dirname, '..', 'screenshots');

/** What this extension adds to the page around the notebook. */
export class Surfaces {
  constructor(readonly page: IJupyterLabPageFixture) {}

  /** The sidebar's tab. */
  get tab(): Locator {
    return this.page.locator(
      '.jp-SideBar .lm-TabBar-tab[data-id="jupyterlab-synapse-panel"]'
    );
  }

  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Synapse', exact: true });
  }

  /** A section of the panel. */
  section(name: 'Session' | 'Pool' | 'Runs'): Locator {
    return this.panel.getByRole('region', { name, exact: true });
  }

  /** The runs, newest first. */
  get runs(): Locator {
    return this.section('Runs').getByRole('listitem');
  }

  get status(): Locator {
    return this.page.locator('#jp-main-statusbar .syn-StatusItem-button');
  }

  /** The button in the toolbar of the notebook in front. */
  get picker(): Locator {
    return this.page.locator(
      '.jp-NotebookPanel:not(.lm-mod-hidden) .syn-PoolPicker-button'
    );
  }

  /** The list that the picker opens. */
  get list(): Locator {
    return this.page.getByRole('dialog', { name: 'Choose a Spark pool' });
  }

  get options(): Locator {
    return this.list.getByRole('option');
  }

  /** Opens the panel by its tab, if it is not open. */
  async openPanel(): Promise<void> {
    if (!(await this.panel.isVisible())) {
      await this.tab.click();
    }
    await expect(this.panel).toBeVisible();
  }

  /** Closes the panel by its tab, if it is open. */
  async closePanel(): Promise<void> {
    if (await this.panel.isVisible()) {
      await this.tab.click();
    }
    await expect(this.panel).toBeHidden();
  }

  /** Pictures of the page, for people to look at: light and dark. */
  async shoot(name: string): Promise<void> {
    await this.page.screenshot({ path: `${FOLDER}/${name}-light.png` });
    await this.page.theme.setDarkTheme();
    await this.page.screenshot({ path: `${FOLDER}/${name}-dark.png` });
    await this.page.theme.setLightTheme();
  }
}
