import type { ISetUpHint } from '../setUpTokens';

import { asList, asRecord, asText } from './guards';
import { nameOf, propertiesOf } from './setUpDocument';
import { chosenLake, chosenSynapse } from './setUpSynapse';
import type { ISetUpContext, ISetUpRules } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

const FIREWALL =
  'https://learn.microsoft.com/azure/synapse-analytics/security/synapse-workspace-ip-firewall';
const PRIVATE =
  'https://learn.microsoft.com/azure/synapse-analytics/security/synapse-workspace-managed-private-endpoints';
const STORAGE =
  'https://learn.microsoft.com/azure/storage/common/storage-network-security';

/** What stands in the way to the Synapse workspace. */
function synapseHints(context: ISetUpContext): ISetUpHint[] {
  const { choices, facts, trans } = context;
  const workspace = chosenSynapse(context);
  if (!workspace) {
    return [];
  }
  const properties = propertiesOf(workspace);
  const hasNetwork = asText(properties.managedVirtualNetwork) !== null;
  const network = hasNetwork
    ? [
        {
          text: trans.__(
            '%1 has a managed virtual network: what Spark reads elsewhere needs a managed private endpoint, and each session starts some minutes later.',
            nameOf(workspace)
          ),
          link: PRIVATE
        }
      ]
    : [];
  if (properties.publicNetworkAccess === 'Disabled') {
    const ends = asList(properties.privateEndpointConnections).length;
    return [
      {
        text: ends
          ? trans.__(
              '%1 lets nobody in but through private endpoints: the Jupyter server must be in a network that has one, of the kind Dev.',
              nameOf(workspace)
            )
          : trans.__(
              '%1 lets nobody in, and has no private endpoint. Add one of the kind Dev in the network of the Jupyter server, or allow public access.',
              nameOf(workspace)
            ),
        link: PRIVATE
      },
      ...network
    ];
  }
  const reading = facts.all(
    `${choices.synapse ?? ''}/firewallRules`,
    SETUP_VERSION.synapse
  );
  const ranges = reading.documents.map(one => {
    const rule = propertiesOf(one);
    return `${asText(rule.startIpAddress)}–${asText(rule.endIpAddress)}`;
  });
  const isOpen = ranges.includes('0.0.0.0–255.255.255.255');
  return [
    {
      text: reading.problem
        ? trans.__(
            'The firewall rules of %1 could not be read. If sessions are refused with ClientIpAddressNotAuthorized, add the address of the Jupyter server.',
            nameOf(workspace)
          )
        : ranges.length === 0
          ? trans.__(
              '%1 has no firewall rule: nobody gets in from outside. Add the address of the Jupyter server.',
              nameOf(workspace)
            )
          : isOpen
            ? trans.__(
                '%1 can be reached from everywhere. Narrow it to the address of the Jupyter server when you know it.',
                nameOf(workspace)
              )
            : trans.__(
                '%1 lets in %2. The address of the Jupyter server must be among them.',
                nameOf(workspace),
                ranges.slice(0, 5).join(', ')
              ),
      link: FIREWALL
    },
    ...network
  ];
}

/** What stands in the way to the lake. */
function lakeHints(context: ISetUpContext): ISetUpHint[] {
  const { trans } = context;
  const lake = chosenLake(context);
  if (!lake) {
    return [];
  }
  const properties = propertiesOf(lake);
  const rules = asRecord(properties.networkAcls);
  if (
    properties.publicNetworkAccess === 'Disabled' ||
    rules.defaultAction === 'Deny'
  ) {
    const isTrusting = /AzureServices/i.test(asText(rules.bypass) ?? '');
    return [
      {
        text: isTrusting
          ? trans.__(
              'The lake %1 lets in chosen networks only, and trusted Microsoft services: the export gets in. Spark needs a managed private endpoint, or the workspace among its resource instances.',
              nameOf(lake)
            )
          : trans.__(
              'The lake %1 shuts out trusted Microsoft services, and with them the export. Allow them in its networking.',
              nameOf(lake)
            ),
        link: STORAGE
      }
    ];
  }
  return [
    {
      text: trans.__(
        'The lake %1 can be reached from all networks, by whoever has a role for its files.',
        nameOf(lake)
      ),
      link: STORAGE
    }
  ];
}

/** Firewalls and private endpoints: hints only. */
export const setUpNetwork: ISetUpRules = {
  id: 'network',
  needs: ['account', 'synapse'],
  isOptional: true,
  label: trans => trans.__('Network'),
  explanation: trans =>
    trans.__(
      'What firewalls and private endpoints let through. The assistant changes nothing of it: ask whoever runs the network.'
    ),
  look: context => {
    const { trans } = context;
    const workspace = chosenSynapse(context);
    const hints = [...synapseHints(context), ...lakeHints(context)];
    const isShut =
      workspace !== null &&
      propertiesOf(workspace).publicNetworkAccess === 'Disabled';
    return {
      state: workspace === null ? 'unknown' : isShut ? 'todo' : 'done',
      hints,
      text: isShut
        ? trans.__('Only private endpoints lead to the workspace.')
        : trans._n(
            'There is %1 thing to know.',
            'There are %1 things to know.',
            hints.length
          )
    };
  }
};
