import fs from 'node:fs';
import path from 'node:path';

import { parser } from '@lezer/python';
import fc from 'fast-check';
import { DEFAULT_LOOKBACK } from '../lookback';
import { SAMPLE_PLACE } from '../lookbackCode';
import { placeOfLogs } from '../lakePlace';
import { lintCell } from '../lint';
import { cellNames, notebookNames } from '../lintNames';
import { parseMagic } from '../magics';
import {
  ITemplateCell,
  TEMPLATES,
  fillCells,
  fillSource,
  isTemplate,
  notebookName,
  parseTemplateValues,
  pythonLiteral
} from '../templates';
import { cloudValues, templateValues } from '../templateValues';
import { ITarget } from '../target';

const parse = (text: string) => parser.parse(text).topNode;
const LITERAL_CASES: [string | number, string][] = [
  ['contoso', '"contoso"'],
  ['', '""'],
  ['a "b" \\ c', '"a \\"b\\" \\\\ c"'],
  ["it's", '"it\'s"'],
  ['a\nb\r\tc\u0000', '"a\\nb\\r\\tc\\u0000"'],
  ['\u2028\ud800', '"\\u2028\\ud800"'],
  ['é 日 😀', '"é 日 😀"'],
  ['"; import os #', '"\\"; import os #"'],
  [21, '21'],
  [-1.5, '-1.5']
];

describe('pythonLiteral', () => {
  it.each(LITERAL_CASES)('writes %j as %s', (value, expected) => {
    expect(pythonLiteral(value)).toBe(expected);
  });

  it('is one literal, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), value => {
        const source = `x = ${pythonLiteral(value)}`;
        const statement = parse(source).firstChild;
        const literal = statement?.firstChild?.nextSibling?.nextSibling;
        expect(literal?.name).toBe('String');
        expect(literal?.to).toBe(source.length);
        expect(JSON.parse(pythonLiteral(value))).toBe(value);
      })
    );
  });
});

const KERNEL = 'resource_group = "rg"  # its group\nother = 1';
const SPARK = "%%synapse\nresource_group = 'rg'\nlookback_days = 21";

describe('fillSource', () => {
  it.each([
    // source, values, expected
    [KERNEL, {}, KERNEL],
    [
      KERNEL,
      { resource_group: 'a"b' },
      'resource_group = "a\\"b"  # its group\nother = 1'
    ],
    [KERNEL, { 'spark.resource_group': 'logs' }, KERNEL],
    [SPARK, { 'kernel.resource_group': 'aml' }, SPARK],
    [
      SPARK,
      { resource_group: 'any', 'spark.resource_group': 'logs' },
      '%%synapse\nresource_group = "logs"\nlookback_days = 21'
    ],
    [
      SPARK,
      { 'spark.resource_group': 'logs', resource_group: 'any' },
      '%%synapse\nresource_group = "logs"\nlookback_days = 21'
    ],
    [
      SPARK,
      { lookback_days: 7 },
      "%%synapse\nresource_group = 'rg'\nlookback_days = 7"
    ],
    // Neither what is computed, nor what only looks like code.
    ['%%synapse\na = str(1)', { a: 2 }, '%%synapse\na = str(1)'],
    ['%%synapse\nif b:\n    a = 1', { a: 2 }, '%%synapse\nif b:\n    a = 1'],
    ['x = """\na = 1\n"""', { a: 2 }, 'x = """\na = 1\n"""'],
    ['%%synapse sql\na = 1', { a: 2 }, '%%synapse sql\na = 1'],
    ['%%html\na = 1', { a: 2 }, '%%html\na = 1'],
    ['a = 1; b = 2', { a: 3, b: 4 }, 'a = 3; b = 4'],
    ['__proto__ = 1', {}, '__proto__ = 1']
  ] as [string, Record<string, string | number>, string][])(
    'fills %j with %j',
    (source, values, expected) => {
      expect(fillSource(source, values, parse)).toBe(expected);
    }
  );
});

describe('parseTemplateValues', () => {
  it.each([
    [null, {}],
    ['text', {}],
    [['a'], {}],
    [
      { a: 1, b: 'two', c: null, d: {}, e: NaN },
      { a: 1, b: 'two' }
    ],
    [
      { 'spark.a': 1, 'x.y': 2, 'a b': 3, 'a=1\nb': 4, '': 5 },
      { 'spark.a': 1 }
    ],
    [{ long: 'x'.repeat(2000) }, {}]
  ])('takes of %j only %j', (given, expected) => {
    expect(parseTemplateValues(given)).toEqual(expected);
  });
});

describe('templateValues', () => {
  const NOW = Date.UTC(2026, 10, 24, 12);
  const AZURE: ITarget = {
    connection: 'azure',
    endpoint: 'https://fabrikam.dev.azuresynapse.net',
    pool: 'pool',
    workspace: 'fabrikam',
    poolResourceId: null,
    subscriptionId: 'sub',
    resourceGroup: 'aml-rg',
    amlWorkspace: 'aml',
    compute: 'compute'
  };

  it('has nothing to say on the local pool, whose values stand there', () => {
    const empty = {
      target: null,
      window: null,
      place: null,
      now: NOW,
      armOrigin: null
    };
    expect(templateValues({ ...empty, isLocal: true })).toEqual({});
  });

  it('takes the target, and leaves placeholders where nothing is known', () => {
    expect(
      templateValues({
        target: AZURE,
        isLocal: false,
        armOrigin: 'https://management.usgovcloudapi.net',
        window: null,
        place: null,
        now: NOW
      })
    ).toMatchObject({
      amlworkspace: 'aml',
      'kernel.resource_group': 'aml-rg',
      synapse_spark_compute: 'compute',
      'spark.resource_group': '<resource group>',
      account_name: '<storage account>',
      end_date: '2026-11-23',
      lake_domain: 'dfs.core.usgovcloudapi.net',
      resource_manager: 'https://management.usgovcloudapi.net'
    });
  });

  it('asks for the compute where nothing was chosen and nothing is local', () => {
    const empty = { target: null, window: null, place: null, now: NOW };
    expect(
      templateValues({ ...empty, isLocal: false, armOrigin: null })
    ).toMatchObject({
      amlworkspace: '<Azure ML workspace>',
      'kernel.subscription_id': '<subscription id>',
      synapse_spark_compute: '<attached Spark pool>',
      lake_domain: 'dfs.core.windows.net'
    });
  });

  it('counts days by the rule of the templates, whatever the window has', () => {
    expect(
      templateValues({
        target: null,
        isLocal: true,
        armOrigin: 'https://management.azure.com',
        window: { ...DEFAULT_LOOKBACK, rule: 'endExcluded' },
        place: placeOfLogs({ ...SAMPLE_PLACE, workspace: 'Other' }),
        now: NOW
      })
    ).toEqual({
      end_date: '2021-11-16',
      lookback_days: 22,
      account_name: 'contosolake',
      'spark.subscription_id': '00000000-0000-0000-0000-000000000000',
      'spark.resource_group': 'contoso-rg',
      workspace_name: 'other'
    });
  });
});

describe('names', () => {
  it('knows its templates, and no others', () => {
    expect(TEMPLATES.every(isTemplate)).toBe(true);
    expect([null, 'constructor', 1].some(isTemplate)).toBe(false);
    expect([0, 1].map(attempt => notebookName('hunt', attempt))).toEqual([
      'hunt.ipynb',
      'hunt-1.ipynb'
    ]);
  });
});

describe.each(TEMPLATES)('the template %s', name => {
  const { cells } = JSON.parse(
    fs.readFileSync(
      path.join(__dirname, `../../../templates/${name}.ipynb`),
      'utf8'
    )
  ) as { cells: ITemplateCell[] };

  it('has no outputs, and no mark of the lint', async () => {
    const filled = fillCells(cells, {}, true, parse);
    const sources = filled
      .filter(({ cell_type }) => cell_type === 'code')
      .map(({ source }) => String(source));
    expect(cells.flatMap(({ outputs }) => outputs ?? [])).toEqual([]);
    const names = notebookNames(sources.map(one => cellNames(one, parse)));
    const context = { parse, names, checkMagic: parseMagic };
    const marks = await Promise.all(
      sources.map(source => lintCell(source, context))
    );
    expect(marks.flat()).toEqual([]);
  });

  it('reads the lake of any cloud', () => {
    const sources = fillCells(
      cells,
      cloudValues('https://management.chinacloudapi.cn'),
      true,
      parse
    ).map(({ source }) => String(source));
    const all = sources.join('\n');
    expect(all).not.toMatch(/core\.windows\.net|management\.azure\.com/);
    expect(all.includes('abfss://')).toBe(
      all.includes('"dfs.core.chinacloudapi.cn"')
    );
  });

  it('starts on the target itself where that has no name in Azure ML', () => {
    const text = fillCells(cells, {}, false, parse)
      .map(({ source }) => String(source))
      .join('\n');
    expect(text).not.toMatch(/amlworkspace|-c \$/);
    expect(text.includes('%synapse start\n')).toBe(name !== 'configure');
  });
});
