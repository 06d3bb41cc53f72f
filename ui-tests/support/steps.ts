import type { Route } from '@playwright/test';

import { Livy } from './livy';
import { expect } from './shared';
import type { Shared } from './shared';
import type { Surfaces } from './surfaces';

/** What tests of panel and picker do over and over. */
export function steps(shared: () => Shared, surfaces: () => Surfaces) {
  /** What the notebook's metadata has of us. */
  const chosenPool = (): Promise<string | null> =>
    shared().page.evaluate(() => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as {
        content: { model: { getMetadata(key: string): unknown } };
      };
      const synapse = panel.content.model.getMetadata('synapse') as
        { target?: { pool: string } } | undefined;
      return synapse?.target?.pool ?? null;
    });

  return {
    chosenPool,

    /** The panel is open, and the notebook on a pool. */
    onPool: async (): Promise<void> => {
      await surfaces().openPanel();
      if ((await chosenPool()) === null) {
        await surfaces()
          .panel.getByRole('button', { name: 'Use the local pool' })
          .click();
        await expect(surfaces().picker).toHaveText('sparkpool01');
      }
    },

    /**
     * Holds back what Livy answers about sessions, so that a start does not
     * end. Call the answer to let it go on.
     */
    holdStart: async (): Promise<() => Promise<void>> => {
      const { page } = shared();
      const url = '**/livyApi/**/sessions/*';
      let open = (): void => undefined;
      const gate = new Promise<void>(resolve => (open = resolve));
      const hold = async (route: Route): Promise<void> => {
        if (route.request().method() === 'GET') {
          await gate;
        }
        await route.fallback();
      };
      await page.route(url, hold);
      return () => {
        open();
        return page.unroute(url, hold);
      };
    },

    /** Sessions on all of the local pools. */
    allRunning: async (): Promise<string[]> => {
      const found: string[] = [];
      for (const pool of ['sparkpool01', 'bigpool']) {
        const running = await new Livy(shared().page, pool).running();
        found.push(...running.map(() => pool));
      }
      return found;
    },

    stopAll: async (): Promise<void> => {
      const { notebook, page } = shared();
      await notebook.exec('%synapse stop');
      for (const pool of ['sparkpool01', 'bigpool']) {
        await new Livy(page, pool).clear();
      }
    },

    /** Puts the notebook on a pool by the mouse. */
    choose: async (label: RegExp): Promise<void> => {
      await surfaces().picker.click();
      await surfaces().options.filter({ hasText: label }).click();
    }
  };
}
