/**
 * The faults that need a page. `inject(operation, bench)` as in `faults.mjs`,
 * with `bench.browser` besides; where the page has gone it is opened again.
 */
import { FAULTS } from './faults.mjs';

const WITHOUT_KEEP_ALIVE = ['create', 'run', 'poll', 'cancel', 'delete'];

/** Does something to the page at the moment at which the server has acted. */
function whenActed(name, title, operations, act) {
  return {
    name,
    title,
    operations,
    inject: async (operation, bench) => {
      let done = null;
      bench.proxy.arm(operation, {
        name,
        after: async ({ response }) => {
          done = act(bench);
          await done;
          // What the page was to learn, nobody learns.
          response.socket?.resetAndDestroy();
          return true;
        }
      });
      return async () => {
        await bench.proxy.untilQuiet();
        await done;
      };
    }
  };
}

const known = (name, operations) => ({
  ...FAULTS.find(fault => fault.name === name),
  operations
});

export const BROWSER_FAULTS = [
  whenActed(
    'page-killed',
    'page killed (-9) and opened again',
    WITHOUT_KEEP_ALIVE,
    ({ browser }) => browser.kill()
  ),
  whenActed('page-reloaded', 'page reloaded', WITHOUT_KEEP_ALIVE, bench =>
    bench.browser.reload()
  ),
  whenActed(
    'rebooted',
    'page and Jupyter server killed (-9), both started again',
    WITHOUT_KEEP_ALIVE,
    async ({ browser, jupyter }) => {
      await Promise.all([browser.kill(), jupyter.kill()]);
      await jupyter.start();
    }
  ),
  known('server-killed', WITHOUT_KEEP_ALIVE),
  known('asleep', WITHOUT_KEEP_ALIVE),
  known('refused', ['run']),
  known('reset-after', ['create', 'run', 'delete']),
  known('502-after', ['create', 'run']),
  known('429-retry-after', ['run']),
  known('loss', ['run']),
  known('expired', ['run'])
];
