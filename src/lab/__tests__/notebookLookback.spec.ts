import { NotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import { parser } from '@lezer/python';
import { CellReader } from '../../core/lookbackCells';
import { placeOf } from '../../core/lookbackCode';
import { typedDay, typedNumber } from '../../core/lookbackCheck';
import { FakeLedger } from '../../testing/fakeLedger';
import { LookbackOffers, OfferMode } from '../lookbackOffers';
import { NotebookLookback } from '../notebookLookback';

/** 2026-11-24 15:30 in UTC. */
const NOW = Date.UTC(2026, 10, 24, 15, 30);
const PARAMETERS =
  "%%synapse\nend_date = '2021-11-17'  # UTC\nlookback_days = 21\n";

/** A window over Lab's own model of a notebook. */
class Rig {
  constructor(sources: string[] = [], synapse?: object, isLocal = true) {
    this.model = new NotebookModel();
    this.model.sharedModel.transact(() => {
      sources.forEach((source, at) =>
        this.model.sharedModel.insertCell(at, { cell_type: 'code', source })
      );
    });
    if (synapse) {
      this.model.setMetadata('synapse', synapse as never);
    }
    this.model.sharedModel.clearUndoHistory();
    this.content = {
      activeCellIndex: 0,
      deselectAll: jest.fn(),
      scrollToItem: jest.fn(() => Promise.resolve())
    };
    const panel = { context: { model: this.model }, content: this.content };
    this.panel = panel as unknown as NotebookPanel;
    this.offers = new LookbackOffers(this.ledger, () => this.lookback);
    this.lookback = new NotebookLookback({
      panel: this.panel,
      reader: new CellReader(text => parser.parse(text).topNode),
      now: () => NOW,
      isLocal: () => isLocal,
      place: () => placeOf(isLocal, 'dfs.core.usgovcloudapi.net'),
      offer: one => this.offers.state(one, this.session)
    });
    this.lookback.read();
  }

  get sources(): string[] {
    return this.model.sharedModel.cells.map(cell => cell.getSource());
  }

  get kept(): unknown {
    return (this.model.getMetadata('synapse') as { lookback?: unknown })
      ?.lookback;
  }

  /** End date and days as shown. */
  get shown(): unknown[] {
    const { endDate, lookbackDays } = this.lookback.draft;
    return [endDate.value, lookbackDays.value];
  }

  /** What is put into the session before the next statement. */
  async offered(mode: OfferMode = 'auto', isOk = true): Promise<string | null> {
    this.offers.mode = mode;
    const offer = await this.offers.offer(this.panel, this.session);
    offer?.ended(isOk);
    return offer?.code ?? null;
  }

  readonly content: {
    activeCellIndex: number;
    deselectAll: jest.Mock;
    scrollToItem: jest.Mock;
  };
  readonly ledger = new FakeLedger();
  readonly lookback: NotebookLookback;
  readonly model: NotebookModel;
  offers: LookbackOffers;
  readonly panel: NotebookPanel;
  session = {
    isForeign: false,
    path: 'hunt.ipynb',
    phase: 'ready' as const,
    session: { name: 'jl-hunt-1' } as never
  };
}

describe('NotebookLookback', () => {
  it('starts with the sample data, or elsewhere with yesterday', () => {
    expect(new Rig().shown).toEqual(['2021-11-17', 21]);
    expect(new Rig([], undefined, false).shown).toEqual(['2026-11-23', 21]);
  });

  it('is what the code says, by the rule of the metadata', () => {
    const lookback = { rule: 'endExcluded', endDate: '2020-01-01' };
    const rig = new Rig([PARAMETERS], { lookback });
    expect(rig.shown).toEqual(['2021-11-17', 21]);
    expect(rig.lookback.days[0]).toBe('2021-10-26');
    expect(rig.lookback.days).toHaveLength(22);
    expect(rig.lookback.source?.endDate?.cellNumber).toBe(1);
  });

  it('writes edits of assigned values into the literals alone, as one undo', () => {
    const rig = new Rig(['x = 1', PARAMETERS]);
    rig.lookback.edit({ endDate: typedDay('2021-11-10') });
    rig.lookback.edit({ lookbackDays: typedNumber('7') });
    expect(rig.lookback.isEdited).toBe(true);
    expect(rig.lookback.days).toHaveLength(7);
    expect(rig.sources[1]).toBe(PARAMETERS);

    rig.lookback.updateCell();
    expect(rig.sources[1]).toBe(
      "%%synapse\nend_date = '2021-11-10'  # UTC\nlookback_days = 7\n"
    );
    expect(rig.lookback.isEdited).toBe(false);

    rig.model.sharedModel.undo();
    rig.lookback.read();
    expect(rig.sources[1]).toBe(PARAMETERS);
    expect(rig.shown).toEqual(['2021-11-17', 21]);
  });

  it('shows bad values of the code, and mends them', () => {
    const rig = new Rig(['end_date = "2021-11-17>"\nlookback_days = "21"']);
    const { lookback } = rig;
    expect(lookback.window).toBeNull();
    expect(lookback.days).toEqual([]);
    expect(lookback.findings.map(({ field }) => field)).toEqual([
      'endDate',
      'lookbackDays'
    ]);
    expect(() => lookback.updateCell()).toThrow(/behind the day/);
    lookback.edit({ endDate: typedDay('2021-11-17') });
    lookback.edit({ lookbackDays: typedNumber('21') });
    expect(lookback.isEdited).toBe(true);
    lookback.updateCell();
    expect(rig.sources).toEqual([
      'end_date = "2021-11-17"\nlookback_days = 21'
    ]);
    expect(lookback.findings).toEqual([]);
  });

  it('takes edits back', () => {
    const { lookback } = new Rig([PARAMETERS]);
    lookback.edit({ endDate: typedDay('x') });
    expect(lookback.window).toBeNull();
    lookback.revert();
    expect(lookback.isEdited).toBe(false);
    expect(lookback.days).toHaveLength(21);
  });

  it('keeps what no cell assigns in the metadata, with all else there', () => {
    const rig = new Rig(['x = 1'], { target: { pool: 'p' } });
    rig.lookback.edit({ lookbackDays: typedNumber('-1') });
    expect(rig.kept).toBeUndefined();
    expect(rig.lookback.findings).toHaveLength(1);
    expect(rig.lookback.isEdited).toBe(false);
    rig.lookback.edit({ lookbackDays: typedNumber('3') });
    rig.lookback.edit({ fromHour: 8 });
    expect(rig.model.getMetadata('synapse')).toEqual({
      target: { pool: 'p' },
      lookback: {
        endDate: '2021-11-17',
        lookbackDays: 3,
        rule: 'endIncluded',
        fromHour: 8,
        toHour: 24
      }
    });
    expect(rig.lookback.window).toMatchObject({ lookbackDays: 3, fromHour: 8 });
  });

  it('keeps rule and hours, not what the code assigns', () => {
    const rig = new Rig([PARAMETERS]);
    rig.lookback.edit({ rule: 'endIncludedPlusOne' });
    expect(rig.kept).toEqual({ rule: 'endIncludedPlusOne' });
    expect(rig.lookback.isEdited).toBe(false);
    expect(rig.lookback.days).toHaveLength(22);
  });

  it('knows no days when the code computes them, and changes nothing', () => {
    const source =
      'from datetime import datetime\nend_date = datetime.today()\nlookback_days = 21';
    const rig = new Rig([source]);
    const { lookback } = rig;
    expect(lookback.computed).toEqual(['endDate']);
    expect(lookback.window).toBeNull();
    expect(lookback.findings).toEqual([]);
    lookback.edit({ endDate: typedDay('2021-01-01') });
    expect(lookback.isEdited).toBe(false);
    expect(() => lookback.updateCell()).toThrow(/No cell was changed/);
    expect(rig.sources).toEqual([source]);
    // The other value may be written.
    lookback.edit({ lookbackDays: typedNumber('3') });
    lookback.updateCell();
    expect(rig.sources[0]).toBe(source.replace('21', '3'));
  });

  it('follows the notebook while somebody watches: edited, moved, deleted', async () => {
    const rig = new Rig(['x = 1', PARAMETERS]);
    const { lookback, model } = rig;
    const { sharedModel } = model;
    const settled = () => new Promise(resolve => setTimeout(resolve, 450));
    const changed = jest.fn();
    lookback.changed.connect(changed);
    sharedModel.cells[1].setSource('lookback_days = 5');
    await settled();
    expect(changed).not.toHaveBeenCalled();

    const watch = lookback.watch();
    expect(changed).toHaveBeenCalledTimes(1);
    expect(rig.shown[1]).toBe(5);
    sharedModel.cells[1].setSource('lookback_days = 6');
    await settled();
    expect(rig.shown[1]).toBe(6);
    sharedModel.moveCell(1, 0);
    await settled();
    expect(lookback.source?.lookbackDays?.cellNumber).toBe(1);
    lookback.edit({ lookbackDays: typedNumber('9') });
    sharedModel.cells[0].setSource('lookback_days = 7');
    await settled();
    // The code is newer than the edit.
    expect(rig.shown[1]).toBe(7);
    sharedModel.deleteCell(0);
    await settled();
    expect(lookback.source).toBeNull();
    model.setMetadata('synapse', { lookback: { lookbackDays: 2 } });
    await settled();
    expect(rig.shown[1]).toBe(2);

    watch.dispose();
    changed.mockClear();
    model.setMetadata('synapse', { lookback: { lookbackDays: 4 } });
    await settled();
    expect(changed).not.toHaveBeenCalled();
    lookback.dispose();
  });

  it('inserts a parameter cell once, below the active one', () => {
    const rig = new Rig(['x = 1', 'y = 2']);
    rig.lookback.insertParameters();
    expect(rig.sources[1]).toMatch(/^%%synapse\naccount_name = "contosolake"/);
    expect(rig.sources[1]).toMatch(/end_date = "2021-11-17"/);
    expect(rig.content.activeCellIndex).toBe(1);
    expect(rig.shown).toEqual(['2021-11-17', 21]);
    expect(rig.lookback.source?.endDate?.cellNumber).toBe(2);
    expect(() => rig.lookback.insertParameters()).toThrow(/all parameters/);
  });

  it('inserts paths below the parameters, with the names that are missing', () => {
    const rig = new Rig(['x = 1', 'y = 2', `${PARAMETERS}account_name = "a"`]);
    rig.lookback.insertPaths();
    const [, , , source] = rig.sources;
    expect(source).toMatch(/^%%synapse/);
    expect(source).toMatch(/^container_name = "am-commonsecuritylog"/m);
    expect(source).not.toMatch(/^(account_name|end_date|lookback_days) =/m);
  });

  it('leaves placeholders where it knows no lake', () => {
    const rig = new Rig(['x = 1'], undefined, false);
    rig.lookback.insertParameters();
    expect(rig.sources[1]).toContain('account_name = "<storage account>"');
    expect(rig.sources[1]).toContain('end_date = "2026-11-23"');
    rig.lookback.insertPaths();
    expect(rig.sources[2]).toContain('.dfs.core.usgovcloudapi.net"');
  });

  it('inserts nothing for a window that is none', () => {
    const rig = new Rig(['%%synapse\nend_date = "2021-02-29"']);
    expect(() => rig.lookback.insertPaths()).toThrow(/no day of the calendar/);
    expect(rig.sources).toHaveLength(1);
  });
});

describe('LookbackOffers', () => {
  const chosen = { lookback: { endDate: '2021-11-17', lookbackDays: 2 } };
  const CODE =
    '# The lookback window of the Synapse panel.\nend_date = "2021-11-17"\nlookback_days = 2\nlookback_dates = ["2021-11-16", "2021-11-17"]';

  it.each<[string, string[], object | undefined, OfferMode, boolean]>([
    ['a chosen window', ['x'], chosen, 'auto', true],
    ['nothing was chosen', ['x'], undefined, 'auto', false],
    ['nothing was chosen', ['x'], undefined, 'always', true],
    ['a Spark cell assigns it', [PARAMETERS], chosen, 'auto', false],
    ['a Spark cell assigns it', [PARAMETERS], chosen, 'always', true],
    [
      'a local cell assigns it',
      ['end_date = "2021-11-01"'],
      undefined,
      'auto',
      true
    ],
    ['the code computes it', ['end_date = f()'], undefined, 'always', false],
    ['the value is bad', ['end_date = "x"'], undefined, 'always', false],
    ['a chosen window', ['x'], chosen, 'never', false]
  ])('%s, %j: mode %s', async (_, sources, synapse, mode, isOffered) => {
    const rig = new Rig(sources, synapse);
    expect((await rig.offered(mode)) !== null).toBe(isOffered);
    expect(rig.lookback.offer).toBe(isOffered ? 'done' : 'none');
  });

  it('sends it once, and again when it has changed or failed', async () => {
    const rig = new Rig(['x'], chosen);
    expect(rig.lookback.offer).toBe('due');
    expect(await rig.offered('auto', false)).toBe(CODE);
    expect(rig.lookback.offer).toBe('due');
    expect(await rig.offered()).toBe(CODE);
    expect(await rig.offered()).toBeNull();
    rig.lookback.edit({ lookbackDays: typedNumber('1') });
    expect(rig.lookback.offer).toBe('due');
    expect(await rig.offered()).toContain('lookback_days = 1');
    rig.session = { ...rig.session, session: { name: 'jl-hunt-2' } as never };
    expect(await rig.offered()).toContain('lookback_days = 1');
  });

  it('is not sent again by a page that comes later', async () => {
    const rig = new Rig(['x'], chosen);
    expect(await rig.offered()).toBe(CODE);
    rig.offers = new LookbackOffers(rig.ledger, () => rig.lookback);
    expect(await rig.offered()).toBeNull();
  });

  it('spares sessions that somebody else started', async () => {
    const rig = new Rig(['x'], chosen);
    rig.session = { ...rig.session, isForeign: true };
    expect(await rig.offered()).toBeNull();
    expect(await rig.offered('always')).toBe(CODE);
  });

  it('does not offer edits that are not in the code yet', async () => {
    const rig = new Rig(['end_date = "2021-11-17"\nlookback_days = 2']);
    rig.lookback.edit({ lookbackDays: typedNumber('9') });
    expect(await rig.offered()).toBe(CODE);
  });
});
