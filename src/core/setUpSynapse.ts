import type { ISetUpOption } from '../setUpTokens';

import { asRecord, asText } from './guards';
import { chosenLogs } from './setUpLogs';
import {
  documentOf,
  groupOf,
  idOf,
  isUsable,
  nameOf,
  propertiesOf,
  provisioningState,
  regionOf,
  unusableText
} from './setUpDocument';
import { parentOf } from './setUpParent';
import { synapseDraft } from './setUpSynapseDraft';
import { synapseForm } from './setUpSynapseForm';
import type {
  ArmDocument,
  IReading,
  ISetUpContext,
  ISetUpRules
} from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

const TYPE = 'Microsoft.Synapse/workspaces';

/** All Synapse workspaces of the subscription. */
export function synapseWorkspaces({ choices, facts }: ISetUpContext): IReading {
  return facts.all(
    `/subscriptions/${choices.account ?? ''}/providers/${TYPE}`,
    SETUP_VERSION.synapse
  );
}

/** All storage accounts of the subscription. */
export function storageAccounts({ choices, facts }: ISetUpContext): IReading {
  return facts.all(
    `/subscriptions/${choices.account ?? ''}/providers/Microsoft.Storage/storageAccounts`,
    SETUP_VERSION.storage
  );
}

/** The chosen workspace; null: none, or not read yet. */
export function chosenSynapse(context: ISetUpContext): ArmDocument | null {
  const { account, synapse } = context.choices;
  return account === null
    ? null
    : documentOf(synapseWorkspaces(context).documents, synapse);
}

/** The chosen workspace, to create something in it; see `parentOf`. */
export function synapseParent(context: ISetUpContext): ArmDocument | null {
  return parentOf(
    context,
    context.choices.synapse,
    chosenSynapse(context),
    SETUP_VERSION.synapse
  );
}

/** Name of the account of a workspace's own lake; null when it has none. */
export function lakeAccountName(workspace: ArmDocument | null): string | null {
  const lake = asRecord(
    workspace && propertiesOf(workspace).defaultDataLakeStorage
  );
  const url = asText(lake.accountUrl);
  return /^https:\/\/([a-z0-9]{3,24})\./i.exec(url ?? '')?.[1] ?? null;
}

/** The storage account of the chosen workspace's lake; null: none in sight. */
export function chosenLake(context: ISetUpContext): ArmDocument | null {
  const name = lakeAccountName(chosenSynapse(context))?.toLowerCase();
  return name === undefined
    ? null
    : (storageAccounts(context).documents.find(
        one => nameOf(one).toLowerCase() === name
      ) ?? null);
}

function optionOf(document: ArmDocument, context: ISetUpContext): ISetUpOption {
  const { trans } = context;
  const id = idOf(document);
  const lake = lakeAccountName(document);
  const region = regionOf(document);
  const logs = regionOf(chosenLogs(context));
  return {
    id,
    name: nameOf(document),
    detail: [region, groupOf(id), lake && trans.__('lake %1', lake)]
      .filter(part => part)
      .join(' · '),
    warning: !isUsable(document)
      ? trans.__('Its state is %1.', provisioningState(document) ?? '')
      : logs !== null && region !== logs
        ? trans.__(
            'The logs are in %1. An export needs its lake in that region: use another account for it, or a workspace there.',
            logs
          )
        : null
  };
}

/** The Synapse workspace and its Data Lake. */
export const setUpSynapse: ISetUpRules = {
  id: 'synapse',
  needs: ['account'],
  isOptional: false,
  label: trans => trans.__('Synapse and its lake'),
  explanation: trans =>
    trans.__(
      'The Synapse workspace that Spark runs in, with the Data Lake that the logs are exported to. A new one is created with its lake, its firewall rule and the roles that reading takes.'
    ),
  look: context => {
    const { trans } = context;
    const reading = synapseWorkspaces(context);
    const options = reading.documents.map(one => optionOf(one, context));
    if (reading.problem) {
      return {
        state: 'unknown',
        text: trans.__('The Synapse workspaces could not be read.'),
        problem: reading.problem
      };
    }
    const chosen = chosenSynapse(context);
    const lake = lakeAccountName(chosen);
    return chosen && isUsable(chosen)
      ? {
          state: 'done',
          options,
          text: lake
            ? trans.__(
                '%1 in %2, lake %3.',
                nameOf(chosen),
                regionOf(chosen) ?? '?',
                lake
              )
            : trans.__('%1 in %2.', nameOf(chosen), regionOf(chosen) ?? '?')
        }
      : {
          state: 'todo',
          options,
          text: chosen
            ? unusableText(chosen, trans)
            : options.length
              ? trans.__('Choose a Synapse workspace, or create one.')
              : trans.__('There is none in this subscription. Create one.')
        };
  },
  form: synapseForm,
  draft: synapseDraft
};
