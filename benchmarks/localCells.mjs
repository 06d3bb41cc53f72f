/**
 * What local cells cost with this extension: 100 cells `1+1` by Run All, in
 * JupyterLab with and without it, turn by turn in one run.
 */
import { show, summary } from './figures.mjs';
import { openLab, outputs, runAll, setCells } from './lab.mjs';

const CELLS = 100;
const ROUNDS = 15;

export async function localCells(env) {
  const labs = {
    ours: await openLab(env),
    stock: await openLab(env, { stock: true })
  };
  try {
    const isOurs = page =>
      page.evaluate(() =>
        window.jupyterapp.hasPlugin('jupyterlab-synapse:execution')
      );
    if (!(await isOurs(labs.ours.page)) || (await isOurs(labs.stock.page))) {
      throw new Error('The two JupyterLabs are not what they should be.');
    }
    const times = { ours: [], stock: [] };
    for (const name of ['ours', 'stock']) {
      await setCells(labs[name].page, Array(CELLS).fill('1+1'));
      await runAll(labs[name].page);
      const shown = (await outputs(labs[name].page)).match(/"2"/g) ?? [];
      if (shown.length < CELLS) {
        throw new Error(`Only ${shown.length} of ${CELLS} cells ran.`);
      }
    }
    for (let round = 0; round < ROUNDS; round++) {
      // The order alternates, so that neither always runs on a warmer machine.
      for (const name of round % 2 ? ['ours', 'stock'] : ['stock', 'ours']) {
        times[name].push(await runAll(labs[name].page));
      }
    }
    const result = {
      ours: summary(times.ours),
      stock: summary(times.stock),
      ratio:
        Math.round(
          (summary(times.ours).p50 / summary(times.stock).p50) * 1000
        ) / 1000
    };
    show(`${CELLS} local cells by Run All (ms)`, {
      ours: result.ours,
      stock: result.stock
    });
    console.log(`ours / stock: ${result.ratio}`);
    return result;
  } finally {
    await labs.ours.close();
    await labs.stock.close();
  }
}
