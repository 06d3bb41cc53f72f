import type { ISetUpField } from '../setUpTokens';

import { chosenLogs } from './setUpLogs';
import {
  groupOf,
  idOf,
  isUsable,
  nameOf,
  propertiesOf,
  regionOf
} from './setUpDocument';
import { choice, field, groupField, regionField } from './setUpForm';
import { containerName, storageName, synapseName } from './setUpNames';
import type { ArmDocument, ISetUpContext } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

const ADDRESS =
  /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;

/** Storage accounts of the subscription that are Data Lakes. */
export function lakes({
  choices,
  facts
}: ISetUpContext): readonly ArmDocument[] {
  return facts
    .all(
      `/subscriptions/${choices.account ?? ''}/providers/Microsoft.Storage/storageAccounts`,
      SETUP_VERSION.storage
    )
    .documents.filter(
      one => propertiesOf(one).isHnsEnabled === true && isUsable(one)
    );
}

/** The lake that an account's name means; null: it is to be created. */
export function lakeNamed(
  context: ISetUpContext,
  name: string
): ArmDocument | null {
  return lakes(context).find(one => nameOf(one) === name.toLowerCase()) ?? null;
}

/** The form of a Synapse workspace with its lake. */
export function synapseForm(context: ISetUpContext): ISetUpField[] {
  const { edits, seed, trans } = context;
  const logs = chosenLogs(context);
  const region = regionOf(logs);
  const group = logs ? groupOf(idOf(logs)) : '';
  const location = edits.location ?? region ?? '';
  const account = edits.storage ?? `huntlake${seed}`;
  const lake = lakeNamed(context, account);
  const access = edits.access ?? 'everywhere';
  return [
    field(context, {
      name: 'name',
      label: trans.__('Name'),
      value: `hunt-${seed}`,
      help: trans.__('It becomes part of an address: nobody else may have it.'),
      check: name => synapseName(trans, name)
    }),
    groupField(context, group || 'hunting'),
    regionField(
      context,
      region,
      region !== null && location !== region
        ? trans.__(
            'The logs are in %1: an export goes to a lake of the same region only.',
            region
          )
        : null
    ),
    field(context, {
      name: 'storage',
      label: trans.__('Account of the Data Lake'),
      value: account,
      choices: lakes(context).map(one =>
        choice(nameOf(one), nameOf(one), regionOf(one) ?? '')
      ),
      help: lake
        ? trans.__('It exists, in %1, and is used.', regionOf(lake) ?? '?')
        : trans.__('A new one is created; nobody else may have its name.'),
      check: name => storageName(trans, name)
    }),
    ...(lake
      ? []
      : [
          field(context, {
            name: 'redundancy',
            label: trans.__('Copies of the data'),
            kind: 'choice',
            value: 'Standard_LRS',
            choices: [
              choice('Standard_LRS', trans.__('3 in one building (LRS)')),
              choice('Standard_ZRS', trans.__('3 in three buildings (ZRS)')),
              choice('Standard_GRS', trans.__('6 in two regions (GRS)'))
            ]
          })
        ]),
    field(context, {
      name: 'container',
      label: trans.__('Container for Synapse’s own files'),
      value: 'synapse',
      help: trans.__(
        'The export makes its own containers, one for each table.'
      ),
      check: name => containerName(trans, name)
    }),
    field(context, {
      name: 'access',
      label: trans.__('Who may connect'),
      kind: 'choice',
      value: 'everywhere',
      choices: [
        choice(
          'everywhere',
          trans.__('From everywhere'),
          trans.__('Whoever connects still has to sign in and have a role.')
        ),
        choice(
          'address',
          trans.__('From one address'),
          trans.__('That of the Jupyter server, as the internet sees it.')
        ),
        choice(
          'azure',
          trans.__('From Azure only'),
          trans.__('For a Jupyter server that runs in Azure, of any customer.')
        ),
        choice(
          'private',
          trans.__('By private endpoints only'),
          trans.__(
            'You make them yourself; until then nobody gets in. It takes a managed virtual network.'
          )
        )
      ]
    }),
    ...(access === 'address'
      ? [
          field(context, {
            name: 'address',
            label: trans.__('Address of the Jupyter server'),
            value: '',
            help: trans.__(
              'Its public IPv4 address; who runs the server knows it.'
            ),
            check: value =>
              ADDRESS.test(value)
                ? null
                : trans.__('Four numbers, e.g. 203.0.113.7.')
          })
        ]
      : []),
    field(context, {
      name: 'managedNetwork',
      label: trans.__('Managed virtual network'),
      kind: 'flag',
      value: String(access === 'private'),
      help: trans.__(
        'Spark in a network of its own. It cannot be changed later, and each session takes longer to start.'
      ),
      // Microsoft's "Azure Synapse Analytics connectivity settings".
      check: value =>
        access === 'private' && value !== 'true'
          ? trans.__(
              'Azure closes only workspaces that have one to the public network. It cannot be added later: choose it, or let connections in otherwise.'
            )
          : null
    })
  ];
}
