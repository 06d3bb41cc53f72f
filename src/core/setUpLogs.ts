import type { ISetUpOption } from '../setUpTokens';

import { asRecord, asText } from './guards';
import {
  documentOf,
  groupOf,
  idOf,
  isUsable,
  nameOf,
  propertiesOf,
  provisioningState,
  regionOf,
  resourcePath
} from './setUpDocument';
import {
  between,
  field,
  groupField,
  numberOf,
  regionField,
  valueOf
} from './setUpForm';
import { groupItems } from './setUpItems';
import { logsName } from './setUpNames';
import type { ArmDocument, ISetUpContext, ISetUpRules } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

const TYPE = 'Microsoft.OperationalInsights/workspaces';

/** More workspaces are not asked whether they have Sentinel. */
const ASKED = 12;

/** The chosen workspace; null: none, or not read yet. */
export function chosenLogs({
  choices,
  facts
}: ISetUpContext): ArmDocument | null {
  return choices.account === null
    ? null
    : documentOf(
        facts.all(
          `/subscriptions/${choices.account}/providers/${TYPE}`,
          SETUP_VERSION.logs
        ).documents,
        choices.logs
      );
}

/** `on`, or null: it is off, or cannot be seen. */
function hasSentinel({ facts }: ISetUpContext, id: string): boolean {
  return (
    facts.one(
      `${id}/providers/Microsoft.SecurityInsights/onboardingStates/default`,
      SETUP_VERSION.sentinel
    ).documents.length > 0
  );
}

function optionOf(
  document: ArmDocument,
  isAsked: boolean,
  context: ISetUpContext
): ISetUpOption {
  const id = idOf(document);
  const { trans } = context;
  const sku = asText(asRecord(propertiesOf(document).sku).name);
  return {
    id,
    name: nameOf(document),
    detail: [
      regionOf(document),
      groupOf(id),
      sku,
      isAsked && hasSentinel(context, id) ? 'Microsoft Sentinel' : null
    ]
      .filter(part => part)
      .join(' · '),
    warning: isUsable(document)
      ? null
      : trans.__('Its state is %1.', provisioningState(document) ?? '')
  };
}

/** The Log Analytics workspace that the logs are in. */
export const setUpLogs: ISetUpRules = {
  id: 'logs',
  needs: ['account'],
  isOptional: false,
  label: trans => trans.__('Logs'),
  explanation: trans =>
    trans.__(
      'The Log Analytics workspace that collects the logs, usually that of Microsoft Sentinel. Everything else is best in its region.'
    ),
  look: context => {
    const { choices, facts, trans } = context;
    const reading = facts.all(
      `/subscriptions/${choices.account ?? ''}/providers/${TYPE}`,
      SETUP_VERSION.logs
    );
    const options = reading.documents.map((one, index) =>
      optionOf(one, index < ASKED, context)
    );
    if (reading.problem) {
      return {
        state: 'unknown',
        text: trans.__('The Log Analytics workspaces could not be read.'),
        problem: reading.problem
      };
    }
    const chosen = chosenLogs(context);
    if (!chosen) {
      return {
        state: 'todo',
        options,
        text: options.length
          ? trans.__('Choose the workspace with the logs.')
          : trans.__('There is none in this subscription. Create one.')
      };
    }
    return {
      state: 'done',
      options,
      text: trans.__('%1 in %2.', nameOf(chosen), regionOf(chosen) ?? '?'),
      hints: hasSentinel(context, idOf(chosen))
        ? []
        : [
            {
              text: trans.__(
                'Whether Microsoft Sentinel is on here could not be seen. Hunts need the logs only: Sentinel and its connectors are what brings them.'
              ),
              link: 'https://learn.microsoft.com/azure/sentinel/quickstart-onboard'
            }
          ]
    };
  },
  form: context => {
    const { facts, choices, seed, trans } = context;
    const groups = facts.all(
      `/subscriptions/${choices.account ?? ''}/resourcegroups`,
      SETUP_VERSION.resources
    ).documents;
    return [
      field(context, {
        name: 'name',
        label: trans.__('Name'),
        value: `hunt-logs-${seed}`,
        check: name => logsName(trans, name)
      }),
      groupField(context, groups[0] ? nameOf(groups[0]) : 'hunting'),
      regionField(
        context,
        groups[0] ? regionOf(groups[0]) : null,
        trans.__('Synapse and its lake go best into the same region.')
      ),
      field(context, {
        name: 'retention',
        label: trans.__('Days that logs are kept'),
        kind: 'number',
        value: '30',
        help: trans.__(
          'Exported files are kept in the lake for as long as you want, whatever stands here.'
        ),
        check: between(trans, 30, 730)
      })
    ];
  },
  draft: (context, form) => {
    const { choices, trans } = context;
    const name = valueOf(form, 'name');
    const group = valueOf(form, 'resourceGroup');
    const location = valueOf(form, 'location');
    const path = resourcePath(choices.account ?? '', group, TYPE, name);
    return {
      title: trans.__('Create the Log Analytics workspace %1', name),
      items: [
        ...groupItems(context, group, location),
        {
          label: trans.__('Create the Log Analytics workspace %1', name),
          method: 'PUT',
          path,
          apiVersion: SETUP_VERSION.logs,
          body: {
            location,
            properties: {
              sku: { name: 'PerGB2018' },
              retentionInDays: numberOf(valueOf(form, 'retention'))
            }
          },
          creates: {
            type: trans.__('Log Analytics workspace'),
            name,
            kept: null
          },
          settles: 'resource'
        }
      ],
      costs: [
        trans.__(
          'An empty workspace costs nothing. Each GB that comes in is paid for (PerGB2018), and so is keeping logs longer than what is free.'
        )
      ],
      warnings: [
        trans.__(
          'A new workspace has no logs: connect their sources to it before you hunt.'
        )
      ],
      chooses: path
    };
  }
};
