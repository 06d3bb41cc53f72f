import { ICellModel } from '@jupyterlab/cells';
import { parser } from '@lezer/python';
import { ISyntaxNode } from '../../core/lintTypes';
import { NamesOfCells } from '../namesOfCells';

describe('NamesOfCells', () => {
  let parsed: string[];
  const parse = (text: string): ISyntaxNode => {
    parsed.push(text);
    return parser.parse(text).topNode;
  };
  const cellsOf = (sources: string[]) =>
    sources.map((source, at) => ({
      id: `${at}`,
      type: 'code',
      sharedModel: { getSource: () => source }
    })) as unknown as ICellModel[];

  beforeEach(() => {
    parsed = [];
  });

  it('reads all cells once, then the one that has changed', () => {
    const names = new NamesOfCells();
    const cells = cellsOf(['a = 1', '%%synapse\nb = 1', 'c = 1']);
    const first = names.look(cells, '0', 'a = 1', parse);
    expect(first.isNew).toBe(true);
    expect([...first.names.local]).toEqual(['a', 'c']);
    expect([...first.names.remote]).toEqual(['b']);
    expect(parsed).toHaveLength(3);

    const same = names.look(cells, '2', 'c = 2', parse);
    expect(same).toEqual({ names: first.names, isNew: false });
    const other = names.look(cells, '2', 'd = 2', parse);
    expect(other.isNew).toBe(true);
    expect([...other.names.local]).toEqual(['a', 'd']);
    expect(parsed).toHaveLength(5);
  });

  it('forgets cells that are gone, and parses none again that has not changed', () => {
    const names = new NamesOfCells();
    names.look(cellsOf(['a = 1', 'b = 1']), '0', 'a = 1', parse);
    names.forget();
    const after = names.look(cellsOf(['a = 1']), '0', 'a = 1', parse);
    expect([...after.names.local]).toEqual(['a']);
    expect(parsed).toHaveLength(2);
  });
});
