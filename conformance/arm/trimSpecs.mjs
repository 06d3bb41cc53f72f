/**
 * `node conformance/arm/trimSpecs.mjs FOLDER…`: makes `conformance/arm/specs/`
 * of checkouts of Azure/azure-rest-api-specs and of `supplement`: the
 * operations that the product asks or the local Azure answers, and the
 * definitions that these need.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const TARGET = path.join(HERE, 'specs');
const ML =
  'machinelearningservices/resource-manager/Microsoft.MachineLearningServices';
const LOGS =
  'operationalinsights/resource-manager/Microsoft.OperationalInsights/stable/2023-09-01';
const SYNAPSE = 'synapse/resource-manager/Microsoft.Synapse/stable/2021-06-01';
const SYNAPSE_DATA = 'synapse/data-plane/Microsoft.Synapse';
const RESOURCES = 'resources/resource-manager/Microsoft.Resources/stable';
const STORAGE = 'storage/resource-manager/Microsoft.Storage/stable/2023-05-01';
const AUTHORIZATION =
  'authorization/resource-manager/Microsoft.Authorization/stable/2022-04-01';

/** Which paths of which file are kept, with all of their methods. */
const KEPT = {
  [`${RESOURCES}/2022-12-01/subscriptions.json`]:
    /^\/(?:tenants|subscriptions(?:\/\{subscriptionId\}(?:\/locations)?)?)$/,
  [`${RESOURCES}/2024-03-01/resources.json`]:
    /^\/subscriptions\/\{subscriptionId\}\/(?:resourcegroups(?:\/\{resourceGroupName\})?|(?:resourceGroups\/\{resourceGroupName\}\/)?resources|providers(?:\/\{resourceProviderNamespace\}(?:\/register)?)?)$/,
  [`${SYNAPSE}/workspace.json`]: /\/workspaces(?:\/\{workspaceName\})?$/,
  [`${SYNAPSE}/bigDataPool.json`]: /\/bigDataPools(?:\/\{bigDataPoolName\})?$/,
  [`${SYNAPSE}/operations.json`]: /\/operation(?:Results|Statuses)\//,
  [`${SYNAPSE}/firewallRule.json`]: /\/firewallRules(?:\/\{ruleName\})?$/,
  [`${SYNAPSE}/sqlPool.json`]: /\/sqlPools$/,
  [`${SYNAPSE}/checkNameAvailability.json`]: /\/checkNameAvailability$/,
  [`${ML}/stable/2024-10-01/workspaceRP.json`]:
    /\/workspaces(?:\/\{workspaceName\})?$/,
  [`${ML}/stable/2024-10-01/machineLearningServices.json`]:
    /\/computes(?:\/\{computeName\})?$/,
  [`${ML}/preview/2020-09-01-preview/machineLearningServices.json`]:
    /\/linkedServices(?:\/\{linkName\})?$/,
  [`${LOGS}/Workspaces.json`]: /\/workspaces(?:\/\{workspaceName\})?$/,
  [`${LOGS}/Tables.json`]: /\/tables(?:\/\{tableName\})?$/,
  [`${LOGS}/DataExports.json`]: /\/dataExports(?:\/\{dataExportName\})?$/,
  [`${STORAGE}/storage.json`]:
    /\/(?:checkNameAvailability|storageAccounts(?:\/\{accountName\})?)$/,
  [`${STORAGE}/blob.json`]: /\/containers(?:\/\{containerName\})?$/,
  [`${STORAGE}/file.json`]: /\/shares$/,
  [`${STORAGE}/queue.json`]: /\/queues$/,
  [`${STORAGE}/table.json`]: /\/tables$/,
  [`${AUTHORIZATION}/authorization-RoleAssignmentsCalls.json`]:
    /\/roleAssignments(?:\/\{roleAssignmentName\})?$/,
  [`${AUTHORIZATION}/authorization-RoleDefinitionsCalls.json`]:
    /\/(?:permissions|roleDefinitions(?:\/\{roleDefinitionId\})?)$/,
  [`${SYNAPSE_DATA}/preview/2019-11-01-preview/sparkJob.json`]:
    /^\/sessions(?:\/|$)/,
  [`${SYNAPSE_DATA}/stable/2020-12-01/roleAssignments.json`]: /^\//,
  [`${SYNAPSE_DATA}/stable/2020-12-01/roleDefinitions.json`]: /^\//,
  [`${SYNAPSE_DATA}/stable/2020-12-01/checkAccessSynapseRbac.json`]: /^\//,
  'storage/data-plane/Azure.Storage.Files.DataLake/stable/2025-01-05/DataLakeStorage.json':
    /^\/(?:\{filesystem\}(?:\?resource=filesystem|\/\{path\})?)?$/
};

const folders = [path.join(HERE, 'supplement'), ...process.argv.slice(2)];
const files = new Map();

function load(name) {
  if (!files.has(name)) {
    const found = folders
      .map(folder => path.join(folder, 'specification', name))
      .find(file => fs.existsSync(file));
    if (!found) {
      throw new Error(`No folder has specification/${name}.`);
    }
    const all = JSON.parse(fs.readFileSync(found, 'utf8'));
    files.set(name, { all, kept: { definitions: {}, parameters: {} } });
  }
  return files.get(name);
}

/** Keeps what a value refers to, in whichever file it is. */
function follow(name, value) {
  if (Array.isArray(value)) {
    value.forEach(one => follow(name, one));
  } else if (value && typeof value === 'object') {
    delete value['x-ms-examples'];
    if (typeof value.$ref === 'string') {
      const [file, pointer] = value.$ref.split('#');
      const target = file
        ? path.posix.join(path.posix.dirname(name), file)
        : name;
      keep(target, pointer);
    }
    for (const one of Object.values(value)) {
      follow(name, one);
    }
  }
}

function keep(name, pointer) {
  const [, section, key] = pointer.split('/');
  const { all, kept } = load(name);
  if (key in kept[section]) {
    return;
  }
  const found = all[section][key];
  kept[section][key] = found;
  follow(name, found);
  if (found.discriminator) {
    keepKinds(name, all, key);
  }
}

/** Definitions that say more of one with a discriminator. */
function keepKinds(name, all, base) {
  for (const [key, one] of Object.entries(all.definitions)) {
    if (one.allOf?.some(part => part.$ref === `#/definitions/${base}`)) {
      keep(name, `/definitions/${key}`);
    }
  }
}

for (const [name, pattern] of Object.entries(KEPT)) {
  const { all, kept } = load(name);
  const {
    swagger,
    info,
    host,
    schemes,
    consumes,
    produces,
    security,
    securityDefinitions
  } = all;
  Object.assign(kept, {
    swagger,
    info,
    host,
    schemes,
    consumes,
    produces,
    security,
    securityDefinitions,
    'x-ms-parameterized-host': all['x-ms-parameterized-host'],
    paths: {}
  });
  follow(name, kept['x-ms-parameterized-host']);
  let count = 0;
  // Azure Storage's paths differ by their query.
  for (const section of ['paths', 'x-ms-paths']) {
    for (const [key, item] of Object.entries(all[section] ?? {})) {
      if (pattern.test(key)) {
        kept[section] = { ...kept[section], [key]: item };
        follow(name, item);
        count++;
      }
    }
  }
  if (count === 0) {
    throw new Error(`${name} has none of the paths.`);
  }
}
fs.rmSync(TARGET, { recursive: true, force: true });
for (const [name, { all, kept }] of files) {
  const file = path.join(TARGET, name);
  const { swagger, info } = all;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const text = JSON.stringify({ swagger, info, paths: {}, ...kept }, null, 2);
  fs.writeFileSync(file, `${text}\n`);
}
