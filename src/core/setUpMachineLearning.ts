import type { ISetUpField, ISetUpHint } from '../setUpTokens';

import { asText } from './guards';
import {
  documentOf,
  groupOf,
  idOf,
  isUsable,
  nameOf,
  provisioningState,
  regionOf,
  resourcePath
} from './setUpDocument';
import { field, groupField, regionField, valueOf } from './setUpForm';
import { groupItems, storageItem } from './setUpItems';
import { machineLearningName, storageName, vaultName } from './setUpNames';
import { chosenSynapse } from './setUpSynapse';
import type {
  ArmDocument,
  ISetUpContext,
  ISetUpDraft,
  ISetUpItem,
  ISetUpRules
} from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

const TYPE = 'Microsoft.MachineLearningServices/workspaces';

/** The chosen Azure ML workspace; null: none, or not read yet. */
export function chosenMachineLearning({
  choices,
  facts
}: ISetUpContext): ArmDocument | null {
  return choices.account === null || choices.machineLearning === null
    ? null
    : documentOf(
        facts.all(
          `/subscriptions/${choices.account}/providers/${TYPE}`,
          SETUP_VERSION.machineLearning
        ).documents,
        choices.machineLearning
      );
}

/** The tenant that pays for a subscription; key vaults want to know it. */
function tenantOf({ choices, facts, tenant }: ISetUpContext): string | null {
  const own = facts
    .all('/subscriptions', SETUP_VERSION.subscriptions)
    .documents.find(one => one.subscriptionId === choices.account);
  return asText(own?.tenantId) ?? tenant;
}

/**
 * A hint as long as none can be created. Azure ML asks for an Application
 * Insights ("Missing dependent resources in workspace json"), and one without
 * a Log Analytics workspace, a classic one, is refused since 2024-02-29
 * ("Please use Workspace-based mode.").
 */
function logsAreMissing({ choices, trans }: ISetUpContext): ISetUpHint[] {
  return choices.logs === null
    ? [
        {
          text: trans.__(
            'To create one, choose the logs first: Azure ML asks for an Application Insights, which keeps what it collects in a Log Analytics workspace.'
          ),
          link: 'https://learn.microsoft.com/azure/machine-learning/concept-workspace#associated-resources'
        }
      ]
    : [];
}

/** The Azure ML workspace by which notebooks name their pool. */
export const setUpMachineLearning: ISetUpRules = {
  id: 'machineLearning',
  needs: ['account', 'synapse'],
  isOptional: true,
  label: trans => trans.__('Azure ML workspace'),
  explanation: trans =>
    trans.__(
      'Documented hunts name their pool by an Azure ML workspace: %synapse start -w … -c …. Without one the pool is chosen in the toolbar, which does as well.'
    ),
  look: context => {
    const { choices, facts, trans } = context;
    const reading = facts.all(
      `/subscriptions/${choices.account ?? ''}/providers/${TYPE}`,
      SETUP_VERSION.machineLearning
    );
    const options = reading.documents.map(one => ({
      id: idOf(one),
      name: nameOf(one),
      detail: [regionOf(one), groupOf(idOf(one))]
        .filter(part => part)
        .join(' · '),
      warning: isUsable(one)
        ? null
        : trans.__('Its state is %1.', provisioningState(one) ?? '')
    }));
    if (reading.problem) {
      return {
        state: 'unknown',
        text: trans.__('The Azure ML workspaces could not be read.'),
        problem: reading.problem
      };
    }
    const chosen = chosenMachineLearning(context);
    const hints = logsAreMissing(context);
    return chosen && isUsable(chosen)
      ? {
          state: 'done',
          options,
          text: trans.__('%1 in %2.', nameOf(chosen), regionOf(chosen) ?? '?')
        }
      : {
          state: 'todo',
          options,
          hints,
          text: hints.length
            ? options.length
              ? trans.__('Choose one, or leave it out.')
              : trans.__('There is none. Leave it out, or choose logs first.')
            : options.length
              ? trans.__('Choose one, create one, or leave it out.')
              : trans.__('There is none. Create one, or leave it out.')
        };
  },
  form: context => {
    const { choices, seed, trans } = context;
    if (choices.logs === null) {
      return null;
    }
    const synapse = chosenSynapse(context);
    return [
      field(context, {
        name: 'name',
        label: trans.__('Name'),
        value: `hunt-ml-${seed}`,
        check: name => machineLearningName(trans, name)
      }),
      groupField(context, synapse ? groupOf(idOf(synapse)) : 'hunting'),
      regionField(context, regionOf(synapse)),
      field(context, {
        name: 'storage',
        label: trans.__('Storage account of its own'),
        value: `huntml${seed}`,
        help: trans.__('Azure ML cannot use a Data Lake for its own files.'),
        check: name => storageName(trans, name)
      }),
      field(context, {
        name: 'vault',
        label: trans.__('Key vault of its own'),
        value: `hunt-vault-${seed}`,
        check: name => vaultName(trans, name)
      })
    ];
  },
  draft: machineLearningDraft
};

function machineLearningDraft(
  context: ISetUpContext,
  form: readonly ISetUpField[]
): ISetUpDraft {
  const { choices, trans } = context;
  const subscription = choices.account ?? '';
  const name = valueOf(form, 'name');
  const group = valueOf(form, 'resourceGroup');
  const location = valueOf(form, 'location');
  const storage = valueOf(form, 'storage');
  const vault = valueOf(form, 'vault');
  const insights = `${name}-insights`;
  const at = (type: string, one: string) =>
    resourcePath(subscription, group, type, one);
  const path = at(TYPE, name);
  const storagePath = at('Microsoft.Storage/storageAccounts', storage);
  const vaultPath = at('Microsoft.KeyVault/vaults', vault);
  const insightsPath = at('Microsoft.Insights/components', insights);
  const items: ISetUpItem[] = [
    ...groupItems(context, group, location),
    storageItem(context, {
      path: storagePath,
      name: storage,
      location,
      sku: 'Standard_LRS',
      isLake: false
    }),
    {
      label: trans.__('Create the key vault %1', vault),
      method: 'PUT',
      path: vaultPath,
      apiVersion: SETUP_VERSION.keyVault,
      body: {
        location,
        properties: {
          tenantId: tenantOf(context),
          sku: { family: 'A', name: 'standard' },
          accessPolicies: [],
          enableRbacAuthorization: true
        }
      },
      creates: { type: trans.__('Key vault'), name: vault, kept: null },
      settles: 'resource'
    },
    {
      label: trans.__('Create the Application Insights %1', insights),
      method: 'PUT',
      path: insightsPath,
      apiVersion: SETUP_VERSION.insights,
      body: {
        location,
        kind: 'web',
        properties: {
          Application_Type: 'web',
          WorkspaceResourceId: choices.logs
        }
      },
      creates: {
        type: trans.__('Application Insights'),
        name: insights,
        kept: null
      },
      settles: 'resource'
    },
    {
      label: trans.__('Create the Azure ML workspace %1', name),
      method: 'PUT',
      path,
      apiVersion: SETUP_VERSION.machineLearning,
      body: {
        location,
        identity: { type: 'SystemAssigned' },
        properties: {
          friendlyName: name,
          storageAccount: storagePath,
          keyVault: vaultPath,
          applicationInsights: insightsPath
        }
      },
      creates: { type: trans.__('Azure ML workspace'), name, kept: null },
      settles: 'resource'
    }
  ];
  return {
    title: trans.__('Create the Azure ML workspace %1', name),
    items,
    costs: [
      trans.__(
        'The workspace costs nothing. Its storage account and key vault are paid by use, its Application Insights by the GB that comes into the chosen logs: a few cents while only pools are attached.'
      )
    ],
    warnings: [
      trans.__(
        'Hunts work without it: it is needed only for notebooks that name their pool with -w and -c.'
      )
    ],
    chooses: path,
    names: [
      {
        field: 'storage',
        path: `/subscriptions/${subscription}/providers/Microsoft.Storage/checkNameAvailability`,
        apiVersion: SETUP_VERSION.storage,
        name: storage,
        type: 'Microsoft.Storage/storageAccounts',
        id: storagePath
      }
    ]
  };
}
