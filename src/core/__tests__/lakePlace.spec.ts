import { parser } from '@lezer/python';
import {
  lakeAddress,
  parseLakeAddress,
  placeOfCells,
  placeOfLogs,
  tableName,
  tablePlace
} from '../lakePlace';
import { CellReader } from '../lookbackCells';
import { SAMPLE_PLACE } from '../lookbackCode';

const BASE =
  'WorkspaceResourceId=/subscriptions/s-1/resourcegroups/rg/providers/microsoft.operationalinsights/workspaces/ws';

describe('parseLakeAddress', () => {
  it.each<[unknown, string | null]>([
    ['abfss://am-a1@lake1.dfs.core.windows.net', 'lake1 am-a1 '],
    ['abfss://am-a1@lake1.dfs.core.windows.net/', 'lake1 am-a1 '],
    [` abfss://AM-A1@Lake1.dfs.core.windows.net/x/y `, 'lake1 am-a1 x/y'],
    [
      `abfss://am-a@lake1.dfs.core.windows.net/${BASE}/y=2021/m=11/d=01`,
      `lake1 am-a ${BASE}`
    ],
    ['abfss://am-a@lake1.dfs.core.windows.net/y=2021/m=11', 'lake1 am-a '],
    ['https://lake1.dfs.core.windows.net/am-a/x', 'lake1 am-a x'],
    [
      'https://lake1.blob.core.usgovcloudapi.net/am-a?sv=1&sig=x',
      'lake1 am-a '
    ],
    ['wasbs://am-a@lake1.blob.core.windows.net/x', 'lake1 am-a x'],
    ['abfss://am-a@lake1.dfs.core.windows.net/../x', null],
    ['abfss://am-a@lake1.dfs.core.windows.net/x//y', null],
    ['abfss://a@lake1.dfs.core.windows.net', null],
    ['abfss://am-a@evil.example/x', null],
    ['abfss://am-a@user:pw@lake1.dfs.core.windows.net', null],
    ['https://lake1.dfs.core.windows.net/', null],
    ['', null],
    [7, null],
    [null, null],
    [`abfss://am-a@lake1.dfs.core.windows.net/${'x'.repeat(2000)}`, null]
  ])('%s', (given, expected) => {
    const found = parseLakeAddress(given);
    expect(found && `${found.account} ${found.container} ${found.folder}`).toBe(
      expected
    );
  });

  it('reads what lakeAddress writes', () => {
    const address = placeOfLogs(SAMPLE_PLACE);
    expect(address).not.toBeNull();
    const place = tablePlace(address!, 'local', null);
    expect(parseLakeAddress(lakeAddress(place))).toEqual(address);
  });
});

describe('placeOfCells', () => {
  const read = (...sources: string[]) =>
    placeOfCells(
      new CellReader(text => parser.parse(text).topNode).read(
        sources.map((source, index) => ({
          id: `c${index}`,
          number: index + 1,
          source
        }))
      )
    );
  const LOCAL = 'subscription_id = "aml-sub"\nresource_group = "aml-rg"';
  const SPARK = [
    '%%synapse',
    'account_name = "Lake1"  # account',
    'container_name = "am-commonsecuritylog"',
    'subscription_id = "S-1"',
    'resource_group = "RG"',
    'workspace_name = "WS"'
  ];

  it('takes the names of the Spark cell, not those of Azure ML', () => {
    expect(read(LOCAL, SPARK.join('\n'))).toEqual({
      account: 'lake1',
      container: 'am-commonsecuritylog',
      folder: BASE
    });
    expect(read(SPARK.join('\n'), LOCAL)?.folder).toBe(BASE);
  });

  it('looks at the container as a whole without a workspace', () => {
    expect(read(LOCAL, SPARK.slice(0, 3).join('\n'))).toEqual({
      account: 'lake1',
      container: 'am-commonsecuritylog',
      folder: ''
    });
  });

  it.each([
    ['nothing', ['x = 1']],
    [
      'a placeholder',
      ['%%synapse\naccount_name = "<account>"\ncontainer_name = "am-a"']
    ],
    [
      'computed',
      ['%%synapse\naccount_name = input()\ncontainer_name = "am-a"']
    ],
    ['no container', ['%%synapse\naccount_name = "lake1"']]
  ])('finds none: %s', (_, sources) => {
    expect(read(...sources)).toBeNull();
  });
});

describe('tablePlace', () => {
  it.each([
    [null, 'https://lake1.dfs.core.windows.net'],
    ['https://management.azure.com', 'https://lake1.dfs.core.windows.net'],
    [
      'https://management.usgovcloudapi.net',
      'https://lake1.dfs.core.usgovcloudapi.net'
    ],
    [
      'https://management.chinacloudapi.cn',
      'https://lake1.dfs.core.chinacloudapi.cn'
    ]
  ])('%s', (arm, endpoint) => {
    const address = { account: 'lake1', container: 'am-a', folder: '' };
    expect(tablePlace(address, 'azure', arm)).toEqual({
      connection: 'azure',
      endpoint,
      container: 'am-a',
      folder: ''
    });
  });
});

it('tableName', () => {
  expect(tableName('am-signinlogs')).toBe('signinlogs');
  expect(tableName('logs')).toBe('logs');
});
