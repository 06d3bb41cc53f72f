import fs from 'node:fs';
import path from 'node:path';

import { Notebook } from '../support/notebook';
import { expect, test } from '../support/test';

const SAMPLE = path.join(
  __dirname,
  '..',
  '..',
  'examples',
  'hunt-beacons.ipynb'
);
const QUIET = /10\.20\.9\.77\s+203\.0\.113\.77\s+21\s+300/;
const BUSY = /10\.20\.0\.17\s+203\.0\.113\.90\s+21\s+600/;

function sources(): string[] {
  const { cells } = JSON.parse(fs.readFileSync(SAMPLE, 'utf8')) as {
    cells: { cell_type: string; source: string[] }[];
  };
  return cells
    .filter(cell => cell.cell_type === 'code')
    .map(cell => cell.source.join(''));
}

test.describe('The sample hunt', () => {
  test('finds both beacons by Run All, and stops its session', async ({
    page,
    livy,
    tmpPath
  }) => {
    await page.contents.uploadFile(SAMPLE, `${tmpPath}/hunt-beacons.ipynb`);
    const notebook = new Notebook(page);
    await notebook.open(`${tmpPath}/hunt-beacons.ipynb`);
    await notebook.untilKernel();

    expect(await notebook.runAll()).toBe(true);

    const text = (await notebook.cells()).map(cell => cell.text).join('\n');
    expect(text).toMatch(/Session \d+ ready on sparkpool01/);
    expect(text).toMatch(QUIET);
    expect(text).toMatch(BUSY);
    expect(text).toContain('2 suspicious pairs');
    expect(await livy.running()).toEqual([]);
    await page.screenshot({ path: 'screenshots/hunt-end.png' });
  });

  test('finds both beacons cell by cell', async ({ page, livy }) => {
    const notebook = await Notebook.create(page, sources());
    const count = (await notebook.cells()).length;
    for (let index = 0; index < count; index++) {
      expect(await notebook.run(index), `cell ${index}`).toBe(true);
      const { count } = await notebook.cell(index);
      expect(count).toBe(index + 1);
    }
    const text = (await notebook.cells()).map(cell => cell.text).join('\n');
    expect(text).toMatch(QUIET);
    expect(text).toMatch(BUSY);
    expect(await livy.running()).toEqual([]);
  });
});
