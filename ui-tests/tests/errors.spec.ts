import { expect, shareNotebook, test } from '../support/shared';

const shared = shareNotebook('errors-spec');

test.describe('A failure', () => {
  test('of a remote cell stops Run All, and shows what was printed before', async () => {
    const { notebook } = shared();
    const before = (await shared().statements()).length;
    await notebook.setCells([
      'after = "not run"',
      '%%synapse\ndef divide():\n    print("before it")\n    return 1 / 0\ndivide()',
      '%%synapse\nprint("never")',
      'after = "run"',
      '%%synapse sql\nselect 1'
    ]);

    expect(await notebook.runAll()).toBe(false);

    const [first, failed, ...rest] = await notebook.cells();
    expect(first.count).not.toBeNull();
    expect(failed).toMatchObject({ count: first.count! + 1, state: 'idle' });
    expect(failed.kinds).toEqual(['stream', 'error']);
    const [printed, error] = await shared().outputs(1);
    expect([printed.text].flat().join('').trim()).toBe('before it');
    expect(error).toMatchObject({
      ename: 'ZeroDivisionError',
      evalue: 'division by zero'
    });
    const traceback = error.traceback!.join('\n');
    // As Livy shows it: the frames of functions, without the cell's own.
    expect(traceback).toMatch(/File "<stdin>", line 3, in divide/);
    expect(traceback).toMatch(/ZeroDivisionError: division by zero/);
    // Nothing of the extension's or of the pool's own frames.
    expect(traceback.match(/File "/g)).toHaveLength(1);
    for (const cell of rest) {
      expect(cell).toMatchObject({ count: null, state: 'idle', text: '' });
    }
    const statements = (await shared().statements()).slice(before);
    expect(statements).toHaveLength(1);
    expect((await notebook.exec('print(after)')).text).toBe('not run\n');
  });

  test('leaves no cell with the mark of a running one', async () => {
    const { notebook, page } = shared();
    await notebook.setCells([
      '%%synapse\nraise ValueError("x")',
      '%%synapse\n1',
      '1'
    ]);
    expect(await notebook.runAll()).toBe(false);
    await expect(page.locator('.jp-InputPrompt').first()).toHaveText(
      /^\[\d+\]:$/
    );
    await expect(page.locator('.jp-InputPrompt').nth(1)).toHaveText(/^\[ \]:$/);
    await expect(page.locator('.jp-InputPrompt').nth(2)).toHaveText(/^\[ \]:$/);
  });

  test('that is expected (raises-exception) lets Run All go on', async () => {
    const { notebook } = shared();
    await notebook.setCells([
      { source: '%%synapse\n[][1]', tags: ['raises-exception'] },
      '%%synapse\nprint("remote goes on")',
      'print("local goes on")'
    ]);

    // Lab's own answer is that of the worst cell.
    await notebook.runAll();
    await notebook.untilText(2, 'goes on');

    const [failed, remote, local] = await notebook.cells();
    expect(failed.text).toContain('IndexError: list index out of range');
    expect(remote.text.trim()).toBe('remote goes on');
    expect(local.text).toBe('local goes on\n');
  });

  test('of a local cell stops the remote ones behind it', async () => {
    const { notebook } = shared();
    const before = (await shared().statements()).length;
    await notebook.setCells([
      'x = 1',
      '{}["missing"]',
      '%%synapse\nprint("never")',
      'print("never")'
    ]);

    expect(await notebook.runAll()).toBe(false);

    const [, failed, remote, local] = await notebook.cells();
    expect(failed.text).toContain("KeyError: 'missing'");
    expect(remote).toMatchObject({ count: null, state: 'idle', text: '' });
    expect(local).toMatchObject({ count: null, state: 'idle', text: '' });
    expect(await shared().statements()).toHaveLength(before);
  });

  test('of a magic in the middle of a cell stops Run All as well', async () => {
    const { notebook } = shared();
    await notebook.setCells([
      'seen = []\nget_ipython().run_cell_magic("synapse", "", "def parse():\\n    print(\'before\')\\n    int(\'z\')\\nparse()")\nseen.append(1)',
      '%%synapse\nprint("never")',
      'seen.append(2)'
    ]);

    expect(await notebook.runAll()).toBe(false);

    const [failed, remote, local] = await notebook.cells();
    expect(failed.kinds).toEqual(['stream', 'error']);
    expect(failed.text).toContain('before\n');
    expect(failed.text).toContain(
      "ValueError: invalid literal for int() with base 10: 'z'"
    );
    expect(failed.text).toContain('File "<stdin>", line 3, in parse');
    expect(failed.text).not.toContain('synapse_bridge');
    expect(remote).toMatchObject({ count: null, state: 'idle' });
    expect(local).toMatchObject({ count: null, state: 'idle' });
    expect((await notebook.exec('print(seen)')).text).toBe('[]\n');
  });

  test('of the syntax is told before anything runs', async () => {
    const { notebook } = shared();
    await notebook.setCells(['%%synapse\nprint("never")\nif True print(1)']);

    expect(await notebook.run(0)).toBe(false);

    const [error, ...more] = await shared().outputs(0);
    expect(more).toEqual([]);
    expect(error.ename).toBe('SyntaxError');
    expect(error.traceback!.join('\n')).toContain('if True print(1)');
  });

  test('of SQL has the message of Spark, and no frame of ours', async () => {
    const { notebook } = shared();
    await notebook.setCells([
      '%%synapse sql\nselect * from no_such_table',
      'print("never")'
    ]);

    expect(await notebook.runAll()).toBe(false);

    const [error] = await shared().outputs(0);
    expect(error.ename).toBe('AnalysisException');
    expect(error.evalue).toContain('[TABLE_OR_VIEW_NOT_FOUND]');
    expect(error.evalue).toContain('`no_such_table` cannot be found');
    const traceback = error.traceback!.join('\n');
    expect(traceback).not.toContain('File "');
    expect(traceback).not.toContain('\tat org.apache');
    expect((await notebook.cell(1)).count).toBeNull();
  });

  test('inside of a Spark job names the exception of the worker', async () => {
    const { notebook } = shared();
    await notebook.setCells([
      '%%synapse\ndef bad(row):\n    raise RuntimeError("bad row %d" % row)\nspark.sparkContext.parallelize([7]).map(bad).collect()'
    ]);

    expect(await notebook.run(0)).toBe(false);

    const { text } = await notebook.cell(0);
    expect(text).toContain('RuntimeError: bad row 7');
  });

  test('leaves the session as it was: the next run is right', async () => {
    const { notebook } = shared();
    const { id } = await shared().session();
    await notebook.setCells([
      '%%synapse\nkept = 41',
      '%%synapse\nkept += 1\nmissing_name',
      '%%synapse\nprint("kept", kept)',
      'print("local")'
    ]);

    expect(await notebook.runAll()).toBe(false);
    expect((await notebook.cell(1)).text).toContain(
      "NameError: name 'missing_name' is not defined"
    );
    expect(await notebook.run(2)).toBe(true);
    expect(await notebook.run(3)).toBe(true);

    const cells = await notebook.cells();
    expect(cells[2].text.trim()).toBe('kept 42');
    expect(cells[3].text).toBe('local\n');
    expect((await shared().session()).id).toBe(id);

    // And after it was put right, the whole notebook.
    await notebook.setCells(['%%synapse\nprint(kept)', 'print("all")']);
    expect(await notebook.runAll()).toBe(true);
    expect((await notebook.cells()).map(cell => cell.text.trim())).toEqual([
      '42',
      'all'
    ]);
  });
});
