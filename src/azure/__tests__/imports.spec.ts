import * as fs from 'fs';
import * as path from 'path';

const SOURCE = path.resolve(__dirname, '../..');

/** Every file that the chunk's root reaches, and every package. */
function reached(root: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) {
      return;
    }
    files.add(file);
    const text = fs.readFileSync(file, 'utf8');
    for (const [, name] of text.matchAll(/from '([^']+)'|import\('/g)) {
      if (name?.startsWith('.')) {
        visit(`${path.resolve(path.dirname(file), name)}.ts`);
      } else {
        packages.add(name);
      }
    }
  };
  visit(root);
  return { files, packages };
}

describe('the azure chunk', () => {
  const { files, packages } = reached(path.join(SOURCE, 'azure/index.ts'));

  it('imports two packages of Azure, and nothing of JupyterLab', () => {
    expect([...packages].sort()).toEqual([
      '@azure/core-rest-pipeline',
      '@azure/synapse-spark'
    ]);
  });

  it('reaches files of src/azure and src/core only', () => {
    const folders = [...files].map(file => path.basename(path.dirname(file)));
    expect([...new Set(folders)].sort()).toEqual(['azure', 'core']);
    expect(files.size).toBeGreaterThan(10);
  });
});
