import { isGroup } from './setUpForm';
import { guidOf } from './setUpNames';
import type { ISetUpContext, ISetUpFill, ISetUpItem } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

/** Azure's role that reads and writes the files of a lake, by its id. */
export const BLOB_CONTRIBUTOR = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';

/** The request that creates a resource group; none when it is there. */
export function groupItems(
  context: ISetUpContext,
  group: string,
  location: string
): ISetUpItem[] {
  const { choices, trans } = context;
  return isGroup(context, group)
    ? []
    : [
        {
          label: trans.__('Create the resource group %1', group),
          method: 'PUT',
          path: `/subscriptions/${choices.account ?? ''}/resourcegroups/${group}`,
          apiVersion: SETUP_VERSION.resources,
          body: { location },
          creates: {
            type: trans.__('Resource group'),
            name: group,
            kept: null
          },
          settles: 'resource'
        }
      ];
}

/** What a storage account is to be. */
export interface IStorageAccount {
  path: string;
  name: string;
  location: string;
  sku: string;
  /** Whether it is a Data Lake: with folders. */
  isLake: boolean;
}

/** The request that creates a storage account. */
export function storageItem(
  { trans }: ISetUpContext,
  { isLake, location, name, path, sku }: IStorageAccount
): ISetUpItem {
  return {
    label: isLake
      ? trans.__('Create the Data Lake account %1', name)
      : trans.__('Create the storage account %1', name),
    method: 'PUT',
    path,
    apiVersion: SETUP_VERSION.storage,
    body: {
      sku: { name: sku },
      kind: 'StorageV2',
      location,
      properties: {
        ...(isLake && { isHnsEnabled: true }),
        minimumTlsVersion: 'TLS1_2',
        supportsHttpsTrafficOnly: true,
        allowBlobPublicAccess: false,
        // So that the export gets in, whatever else is shut out later.
        networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow' }
      }
    },
    expects: [
      {
        property: ['properties', 'isHnsEnabled'],
        value: isLake,
        otherwise: isLake
          ? trans.__(
              'The storage account %1 is no Data Lake: it has no folders.',
              name
            )
          : trans.__(
              'The storage account %1 is a Data Lake, which cannot be used for this.',
              name
            )
      }
    ],
    creates: {
      type: isLake
        ? trans.__('Data Lake account')
        : trans.__('Storage account'),
      name,
      kept: null
    },
    settles: 'resource'
  };
}

/** The request that gives the role for a lake's files. */
export function lakeRoleItem(
  { choices, trans }: ISetUpContext,
  storage: string,
  who: {
    label: string;
    /** Object id; unused when it is filled in. */
    id: string;
    type: 'User' | 'ServicePrincipal';
    fill?: ISetUpFill;
  }
): ISetUpItem {
  const { fill, id, label, type } = who;
  const name = guidOf(`${storage} ${BLOB_CONTRIBUTOR} ${fill?.path ?? id}`);
  const subscription = choices.account ?? '';
  return {
    label: trans.__(
      'Give %1 the role Storage Blob Data Contributor on the lake',
      label
    ),
    method: 'PUT',
    path: `${storage}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    apiVersion: SETUP_VERSION.authorization,
    body: {
      properties: {
        roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${BLOB_CONTRIBUTOR}`,
        principalId: fill?.placeholder ?? id,
        principalType: type
      }
    },
    creates: {
      type: trans.__('Role assignment'),
      name: trans.__('Storage Blob Data Contributor for %1', label),
      kept: null
    },
    settles: 'answer',
    fills: fill ? [fill] : [],
    // The name is made of the path: an earlier identity may have had it.
    expects: [
      {
        property: ['properties', 'principalId'],
        value: fill?.placeholder ?? id,
        otherwise: trans.__(
          'The role assignment is for somebody else, perhaps for an earlier one of the same name. Delete it under Created here, or in the portal under Access control of the lake.'
        )
      }
    ],
    doneCodes: ['RoleAssignmentExists']
  };
}

/** Path of a container in a storage account. */
export function containerPath(storage: string, container: string): string {
  return `${storage}/blobServices/default/containers/${encodeURIComponent(container)}`;
}

/** The request that creates a container. */
export function containerItem(
  { trans }: ISetUpContext,
  storage: string,
  container: string
): ISetUpItem {
  return {
    label: trans.__('Create the container %1', container),
    method: 'PUT',
    path: containerPath(storage, container),
    apiVersion: SETUP_VERSION.storage,
    body: { properties: { publicAccess: 'None' } },
    creates: {
      type: trans.__('Container'),
      name: container,
      kept: trans.__('It goes with its storage account.')
    },
    settles: 'answer'
  };
}
