import path from 'node:path';

/** How many JupyterLabs run side by side, each with files of tests of its own. */
export const PLACES = Number(process.env.SYNAPSE_UI_TEST_WORKERS ?? 1);

/** All that the tests write; git-ignored. */
const FOLDER =
  process.env.SYNAPSE_UI_TEST_STATE ?? path.join(__dirname, '..', '.state');
const FIRST_PORT = Number(process.env.SYNAPSE_UI_TEST_PORT ?? 18890);

/** What a JupyterLab of the tests has to itself. */
export interface IPlace {
  /** The first of a hundred ports. */
  port: number;
  /** Folder of all that it writes. */
  state: string;
}

/** The place of a worker, by its number from 0. */
export function placeOf(index: number): IPlace {
  return {
    port: FIRST_PORT + 100 * index,
    state: path.join(FOLDER, String(index))
  };
}

/** What local pools record, whoever starts them: `npm run conformance:arm`. */
export const TRAFFIC = path.join(FOLDER, 'traffic');

/** The place of this process: Playwright numbers its workers. */
export const { port: PORT, state: STATE } = placeOf(
  Number(process.env.TEST_PARALLEL_INDEX ?? 0)
);
