import type { ISetUpField } from '../setUpTokens';

import { chosenLogs } from './setUpLogs';
import { idOf, regionOf, resourcePath } from './setUpDocument';
import { isSet, valueOf } from './setUpForm';
import {
  containerItem,
  groupItems,
  lakeRoleItem,
  storageItem
} from './setUpItems';
import { lakeNamed } from './setUpSynapseForm';
import type { ISetUpContext, ISetUpDraft, ISetUpItem } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

const TYPE = 'Microsoft.Synapse/workspaces';

/** Names and ranges of the firewall rule for each choice of access. */
const RULES: Readonly<Record<string, readonly [string, string, string]>> = {
  everywhere: ['allowAll', '0.0.0.0', '255.255.255.255'],
  azure: ['AllowAllWindowsAzureIps', '0.0.0.0', '0.0.0.0']
};

/**
 * All requests that make a Synapse workspace with its lake, in their order:
 * group, account, container, workspace, firewall rule, roles.
 */
export function synapseDraft(
  context: ISetUpContext,
  form: readonly ISetUpField[]
): ISetUpDraft {
  const { account, choices, lakeSuffix, principal, trans } = context;
  const subscription = choices.account ?? '';
  const group = valueOf(form, 'resourceGroup');
  const location = valueOf(form, 'location');
  const name = valueOf(form, 'name');
  const storage = valueOf(form, 'storage').toLowerCase();
  const container = valueOf(form, 'container');
  const access = valueOf(form, 'access');
  const lake = lakeNamed(context, storage);
  const storagePath = lake
    ? idOf(lake)
    : resourcePath(
        subscription,
        group,
        'Microsoft.Storage/storageAccounts',
        storage
      );
  const path = resourcePath(subscription, group, TYPE, name);
  const workspace: ISetUpItem = {
    label: trans.__('Create the Synapse workspace %1', name),
    method: 'PUT',
    path,
    apiVersion: SETUP_VERSION.synapse,
    body: {
      location,
      identity: { type: 'SystemAssigned' },
      properties: {
        defaultDataLakeStorage: {
          accountUrl: `https://${storage}.${lakeSuffix}`,
          filesystem: container,
          resourceId: storagePath
        },
        // No password: nobody signs in to its SQL but with Entra ID.
        azureADOnlyAuthentication: true,
        publicNetworkAccess: access === 'private' ? 'Disabled' : 'Enabled',
        ...(isSet(form, 'managedNetwork') && {
          managedVirtualNetwork: 'default'
        })
      }
    },
    expects: [
      {
        property: ['properties', 'defaultDataLakeStorage', 'accountUrl'],
        value: `https://${storage}.${lakeSuffix}`,
        otherwise: trans.__(
          'The Synapse workspace %1 has another lake than %2.',
          name,
          storage
        )
      }
    ],
    creates: { type: trans.__('Synapse workspace'), name, kept: null },
    settles: 'resource'
  };
  const rule =
    access === 'address'
      ? ([
          'jupyter-server',
          valueOf(form, 'address'),
          valueOf(form, 'address')
        ] as const)
      : RULES[access];
  const identity = `<identity of ${name}>`;
  return {
    title: trans.__(
      'Create the Synapse workspace %1 with the Data Lake %2',
      name,
      storage
    ),
    items: [
      ...groupItems(context, group, location),
      ...(lake
        ? []
        : [
            storageItem(context, {
              path: storagePath,
              name: storage,
              location,
              sku: valueOf(form, 'redundancy'),
              isLake: true
            })
          ]),
      containerItem(context, storagePath, container),
      workspace,
      ...(rule
        ? [
            {
              label: trans.__(
                'Let connections in from %1',
                access === 'everywhere'
                  ? trans.__('everywhere')
                  : access === 'azure'
                    ? trans.__('Azure')
                    : rule[1]
              ),
              method: 'PUT',
              path: `${path}/firewallRules/${rule[0]}`,
              apiVersion: SETUP_VERSION.synapse,
              body: {
                properties: { startIpAddress: rule[1], endIpAddress: rule[2] }
              },
              creates: {
                type: trans.__('Firewall rule'),
                name: rule[0],
                kept: trans.__('It goes with its workspace.')
              },
              settles: 'resource'
            } satisfies ISetUpItem
          ]
        : []),
      ...(principal
        ? [
            lakeRoleItem(context, storagePath, {
              label: account ?? trans.__('you'),
              id: principal.objectId,
              type: /^application /.test(principal.name ?? '')
                ? 'ServicePrincipal'
                : 'User'
            })
          ]
        : []),
      lakeRoleItem(context, storagePath, {
        label: trans.__('the workspace %1', name),
        id: '',
        type: 'ServicePrincipal',
        fill: {
          placeholder: identity,
          path,
          apiVersion: SETUP_VERSION.synapse,
          property: ['identity', 'principalId']
        }
      })
    ],
    costs: [
      trans.__(
        'The workspace itself costs nothing. The lake is paid by the GB that it holds and by the number of reads and writes.'
      ),
      trans.__(
        'Its built-in SQL is paid by what is queried: hunts do not use it.'
      )
    ],
    warnings: warnings(context, form, location),
    chooses: path,
    names: [
      ...(lake
        ? []
        : [
            {
              field: 'storage',
              path: `/subscriptions/${subscription}/providers/Microsoft.Storage/checkNameAvailability`,
              apiVersion: SETUP_VERSION.storage,
              name: storage,
              type: 'Microsoft.Storage/storageAccounts',
              id: storagePath
            }
          ]),
      {
        field: 'name',
        path: `/subscriptions/${subscription}/providers/Microsoft.Synapse/checkNameAvailability`,
        apiVersion: SETUP_VERSION.synapse,
        name,
        type: TYPE,
        id: path
      }
    ]
  };
}

function warnings(
  context: ISetUpContext,
  form: readonly ISetUpField[],
  location: string
): string[] {
  const { principal, trans } = context;
  const region = regionOf(chosenLogs(context));
  const access = valueOf(form, 'access');
  const found = lakeNamed(context, valueOf(form, 'storage'));
  const lakeRegion = found ? regionOf(found) : location;
  return [
    ...(region !== null && (region !== location || region !== lakeRegion)
      ? [
          trans.__(
            'The logs are in %1, which is not where all of this is: logs can only be exported to a lake of their own region.',
            region
          )
        ]
      : []),
    ...(access === 'everywhere'
      ? [
          trans.__(
            'Everybody can reach the workspace, though nobody gets in without signing in and a role. Narrow it when you know the address.'
          )
        ]
      : access === 'private'
        ? [
            trans.__(
              'Without private endpoints nobody reaches the workspace, this panel included.'
            )
          ]
        : []),
    ...(isSet(form, 'managedNetwork')
      ? [
          trans.__(
            'The managed virtual network cannot be taken away later, and each session takes some minutes longer to start.'
          )
        ]
      : []),
    ...(principal
      ? []
      : [
          trans.__(
            'Who you are in this tenant is not known: give yourself the role Storage Blob Data Contributor on the lake afterwards.'
          )
        ]),
    trans.__(
      'Giving roles takes Owner, User Access Administrator or Role Based Access Control Administrator. A new role works after some minutes.'
    )
  ];
}
