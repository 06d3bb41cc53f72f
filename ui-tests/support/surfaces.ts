import path from 'node:path';

import { expect } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';

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
  section(name: 'Session' | 'Pool' | 'Runs' | 'Set up'): Locator {
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

  /**
   * Pictures in Lab's three themes, each with a check by axe-core of what this
   * extension shows, and of the dialog that is open.
   */
  async audit(name: string): Promise<void> {
    for (const [theme, word] of Object.entries(THEMES)) {
      await this.page.theme.setTheme(theme);
      await this.page.screenshot({ path: `${FOLDER}/${name}-${word}.png` });
      const found = [
        ...(await violations(this.page)),
        ...(await overflows(this.page))
      ];
      expect.soft(found, `${name} in ${theme}`).toEqual([]);
    }
    await this.page.theme.setLightTheme();
  }
}

const THEMES = {
  'JupyterLab Light': 'light',
  'JupyterLab Dark': 'dark',
  'JupyterLab Dark High Contrast': 'contrast'
};

/** What axe-core calls serious or critical in our parts of the page. */
async function violations(page: Page): Promise<string[]> {
  const hasAxe = await page.evaluate(() => 'axe' in window);
  if (!hasAxe) {
    await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
  }
  return page.evaluate(async roots => {
    const { axe } = window as unknown as { axe: IAxe };
    const include = roots.filter(root => document.querySelector(root));
    // Lab's own buttons of toolbars say `aria-pressed` in a way axe dislikes.
    const exclude = ['jp-button'];
    const { violations } = await axe.run({ include, exclude });
    return violations
      .filter(one => /serious|critical/.test(one.impact ?? ''))
      .map(({ id, nodes }) => `${id}: ${nodes.map(one => one.html).join(' ')}`);
  }, OURS);
}

/** What can be scrolled sideways in the panel; long code may be. */
async function overflows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const panel = document.querySelector('#jupyterlab-synapse-panel');
    return Array.from(panel?.querySelectorAll('*:not(pre, textarea)') ?? [])
      .filter(one => /auto|scroll/.test(getComputedStyle(one).overflowX))
      .filter(one => one.scrollWidth > one.clientWidth + 1)
      .map(
        ({ className, clientWidth, scrollWidth, tagName }) =>
          `scrolls sideways: ${tagName} ${className} ${scrollWidth} > ${clientWidth}`
      );
  });
}

/** Our parts of the page. */
const OURS = [
  '#jupyterlab-synapse-panel',
  '.syn-StatusItem-button',
  '.syn-PoolPicker-popup',
  '.syn-MaskedSecrets',
  '.jp-Dialog-content',
  '.lm-Menu'
];

/** As much of axe-core as is used. */
interface IAxe {
  run(context: { include: string[]; exclude: string[] }): Promise<{
    violations: {
      id: string;
      impact: string | null;
      nodes: { html: string }[];
    }[];
  }>;
}
