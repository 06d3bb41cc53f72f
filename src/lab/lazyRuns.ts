import { ILedger } from '../core/ledger';
import { IWatch } from '../core/ports';

/** The server's memory of runs, and the way to wait for them. */
export interface IRuns {
  ledger: ILedger;
  watch: IWatch;
}

/** Both, loaded when one is first used. */
export function lazyRuns(load: () => Promise<IRuns>): IRuns {
  const ledger = async () => (await load()).ledger;
  return {
    ledger: {
      read: async notebook => (await ledger()).read(notebook),
      find: async run => (await ledger()).find(run),
      adopt: async (run, id) => (await ledger()).adopt(run, id),
      rename: async (from, to) => (await ledger()).rename(from, to),
      delivered: run => void ledger().then(one => one.delivered(run)),
      note: (...all) => void ledger().then(one => one.note(...all))
    },
    watch: {
      watch: async function* (...all) {
        yield* (await load()).watch.watch(...all);
      }
    }
  };
}
