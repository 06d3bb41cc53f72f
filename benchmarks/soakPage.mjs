/** Many notebooks in one page, all of whose cells run again and again. */
import fs from 'node:fs';
import path from 'node:path';

import { notebookOf } from './lab.mjs';

/** Longest time for one notebook's cells, ms. */
const PATIENCE = 300_000;

const nameOf = notebook => `soak-${notebook}.ipynb`;

/**
 * A cell that counts how often it was executed, in its session: the source
 * stays, the output does not, and code that ran twice or not at all shows.
 */
const sourceOf = (notebook, cell, magic) => {
  const name = `soak_${notebook}_${cell}`;
  return `${magic}${name} = globals().get('${name}', 0) + 1\nprint(${base(notebook, cell)} + ${name})`;
};

const base = (notebook, cell) => (notebook * 100 + cell + 1) * 1_000_000;

/** Writes the notebooks of `cells` cells each; local ones run in the kernel. */
export function writeNotebooks(folder, notebooks, cells, isLocal) {
  const magic = isLocal ? '' : '%%synapse\n';
  for (let notebook = 0; notebook < notebooks; notebook++) {
    const sources = Array.from({ length: cells }, (_, cell) =>
      sourceOf(notebook, cell, magic)
    );
    fs.writeFileSync(
      path.join(folder, nameOf(notebook)),
      JSON.stringify(notebookOf(sources))
    );
  }
}

/** Opens a notebook beside the others and runs a line of magic in it. */
export async function openNotebook(page, notebook, line) {
  const text = await page.evaluate(
    async ([name, line]) => {
      const { commands } = window.jupyterapp;
      const panel = await commands.execute('docmanager:open', { path: name });
      await panel.revealed;
      await panel.sessionContext.ready;
      const shared = panel.content.model.sharedModel;
      shared.insertCell(0, { cell_type: 'code', source: line, metadata: {} });
      panel.content.activeCellIndex = 0;
      panel.content.deselectAll();
      await commands.execute('notebook:run-cell', {
        semanticWidget: panel.id,
        activate: false
      });
      const text = JSON.stringify(shared.cells[0].outputs);
      shared.deleteCell(0);
      return text;
    },
    [nameOf(notebook), line]
  );
  const session = /[Ss]ession (\d+)/.exec(text)?.[1];
  if (session === undefined || /"error"/.test(text)) {
    throw new Error(`${line} in ${nameOf(notebook)}: ${text}`);
  }
  return Number(session);
}

/**
 * Runs all cells of all notebooks at once; the cells whose output is not the
 * one of this round.
 */
export async function runRound(page, notebooks, cells, round) {
  const outputs = await page.evaluate(
    async ([names, patience]) => {
      const open = [...window.jupyterapp.shell.widgets('main')];
      const late = new Promise(resolve =>
        setTimeout(() => resolve('late'), patience)
      );
      const all = names.map(async name => {
        const panel = open.find(one => one.context?.path === name);
        const ran = window.jupyterapp.commands.execute(
          'notebook:run-all-cells',
          { semanticWidget: panel.id, activate: false }
        );
        const how = await Promise.race([ran, late]);
        return panel.content.model.sharedModel.cells.map(cell =>
          how === 'late'
            ? `not at its end: ${JSON.stringify(cell.outputs)}`
            : cell.outputs
                .map(one => one.text ?? one.evalue ?? JSON.stringify(one.data))
                .map(text => (Array.isArray(text) ? text.join('') : text))
                .join('')
        );
      });
      return Promise.all(all);
    },
    [Array.from({ length: notebooks }, (_, one) => nameOf(one)), PATIENCE]
  );
  const wrong = [];
  for (let notebook = 0; notebook < notebooks; notebook++) {
    for (let cell = 0; cell < cells; cell++) {
      const expected = String(base(notebook, cell) + round);
      const found = outputs[notebook][cell]?.trim();
      if (found !== expected) {
        wrong.push(`${nameOf(notebook)}, cell ${cell}: "${found}"`);
      }
    }
  }
  return wrong;
}
