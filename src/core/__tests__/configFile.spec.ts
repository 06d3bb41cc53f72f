import fc from 'fast-check';
import {
  configFileCandidates,
  configFilePath,
  parseConfigFile
} from '../configFile';
import { SynapseError } from '../errors';

const WORKSPACE = {
  subscriptionId: 's',
  resourceGroup: 'rg',
  workspaceName: 'ml'
};

describe('parseConfigFile', () => {
  it.each([
    [
      '{"subscription_id": "s", "resource_group": "rg", "workspace_name": "ml", "tenant_id": "t"}'
    ],
    [
      '\uFEFF{"subscription_id": " s ", "resource_group": "rg", "workspace_name": "ml"}'
    ],
    ['{"subscriptionId": "s", "resourceGroup": "rg", "workspaceName": "ml"}'],
    [
      '{"Id": null, "Scope": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ml/projects/p"}'
    ]
  ])('reads %s', text => {
    expect(parseConfigFile(text)).toEqual(WORKSPACE);
  });

  it.each([
    ['{"subscription_id": "s"', 'a/config.json is not JSON: line 1, column 24'],
    ['[]', 'a/config.json does not hold a JSON object.'],
    [
      '{"subscription_id": "s", "resource_group": 3, "workspace_name": " "}',
      'a/config.json has no resource_group, no workspace_name.'
    ],
    ['', 'a/config.json is not JSON']
  ])('refuses %s', (text, what) => {
    expect(() => parseConfigFile(text, 'a/config.json')).toThrow(SynapseError);
    expect(() => parseConfigFile(text, 'a/config.json')).toThrow(what);
  });
});

describe('configFileCandidates', () => {
  it.each([
    [
      'a.ipynb',
      ['config.json', '.azureml/config.json', 'aml_config/config.json']
    ],
    [
      'RTC:x/y/a.ipynb',
      [
        'RTC:x/y/config.json',
        'RTC:x/y/.azureml/config.json',
        'RTC:x/y/aml_config/config.json',
        'RTC:x/config.json',
        'RTC:x/.azureml/config.json',
        'RTC:x/aml_config/config.json',
        'RTC:config.json',
        'RTC:.azureml/config.json',
        'RTC:aml_config/config.json'
      ]
    ],
    ['', ['config.json', '.azureml/config.json', 'aml_config/config.json']]
  ])('of %j', (path, expected) => {
    expect(configFileCandidates(path)).toEqual(expected);
  });
});

describe('configFilePath', () => {
  it.each([
    ['x/y/a.ipynb', 'config.json', 'x/y/config.json'],
    ['x/y/a.ipynb', './c/config.json', 'x/y/c/config.json'],
    ['x/y/a.ipynb', '../config.json', 'x/config.json'],
    ['x/y/a.ipynb', '../../../../etc/config.json', 'etc/config.json'],
    ['x/y/a.ipynb', '/conf//config.json', 'conf/config.json'],
    ['x/y/a.ipynb', '..\\config.json', 'x/config.json'],
    ['RTC:x/a.ipynb', 'config.json', 'RTC:x/config.json']
  ])('from %s, %s is %s', (notebook, path, expected) => {
    expect(configFilePath(notebook, path)).toBe(expected);
  });

  it('never leaves the root', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', 'a', '', '/')), parts => {
        const path = configFilePath('x/a.ipynb', parts.join('/'));
        expect(path.split('/')).not.toContain('..');
        expect(path.startsWith('/')).toBe(false);
      })
    ));
});
