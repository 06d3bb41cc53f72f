import type { ISetUpHint, ISetUpOption } from '../setUpTokens';

import { asRecord, asText } from './guards';
import {
  idOf,
  isSameId,
  lastName,
  nameOf,
  propertiesOf
} from './setUpDocument';
import { destinations, tables } from './setUpExportChoices';
import {
  chosenExport,
  destinationOf,
  exportRules,
  isEnabled,
  tablesOf
} from './setUpExportRule';
import { field, lines, valueOf } from './setUpForm';
import { exportName } from './setUpNames';
import { chosenLake, storageAccounts } from './setUpSynapse';
import { HUNTED_TABLES } from './setUpTables';
import type { ArmDocument, ISetUpContext, ISetUpRules } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

/** Azure's most enabled rules of a workspace. */
const MOST_RULES = 10;

function optionOf(rule: ArmDocument, { trans }: ISetUpContext): ISetUpOption {
  const destination = destinationOf(rule);
  return {
    id: idOf(rule),
    name: nameOf(rule),
    detail: [tablesOf(rule).join(', '), lastName(destination)]
      .filter(part => part)
      .join(' → '),
    warning: !isEnabled(rule)
      ? trans.__('It is turned off.')
      : /\/Microsoft\.Storage\//i.test(destination)
        ? null
        : trans.__('It does not export to a lake, which hunts read.')
  };
}

/** Whether files have come; a hint where none has yet. */
function arrived(
  rule: ArmDocument,
  { facts, trans }: ISetUpContext
): { text: string; hints: ISetUpHint[] } {
  const destination = destinationOf(rule);
  const wanted = tablesOf(rule).map(name => `am-${name.toLowerCase()}`);
  const reading = facts.all(
    `${destination}/blobServices/default/containers`,
    SETUP_VERSION.storage
  );
  const there = new Set(reading.documents.map(nameOf));
  const missing = wanted.filter(name => !there.has(name));
  const lake = lastName(destination);
  if (reading.problem) {
    return {
      text: trans.__('%1 exports to %2.', nameOf(rule), lake),
      hints: [
        {
          text: trans.__('Whether files have come to %1 cannot be seen.', lake),
          link: null
        }
      ]
    };
  }
  return missing.length === 0
    ? {
        text: trans.__(
          '%1 exports %2 to %3, where files have come.',
          nameOf(rule),
          tablesOf(rule).join(', '),
          lake
        ),
        hints: []
      }
    : {
        text: trans.__(
          '%1 exports to %2. No files yet: %3.',
          nameOf(rule),
          lake,
          missing.join(', ')
        ),
        hints: [
          {
            text: trans.__(
              'Azure takes about half an hour to start a new rule. Then a container appears with the first new logs of its table; a table without new logs has none.'
            ),
            link: 'https://learn.microsoft.com/azure/azure-monitor/logs/logs-data-export'
          }
        ]
      };
}

/** The rule that exports tables from the logs to the lake. */
export const setUpExport: ISetUpRules = {
  id: 'export',
  needs: ['account', 'logs', 'synapse'],
  isOptional: false,
  label: trans => trans.__('Export of the logs'),
  explanation: trans =>
    trans.__(
      'A rule that writes new logs of chosen tables into the lake every few minutes, where Spark reads them. Logs from before the rule do not come: a template exports those.'
    ),
  look: context => {
    const { trans } = context;
    const reading = exportRules(context);
    if (reading.problem) {
      return {
        state: 'unknown',
        text: trans.__('The export rules could not be read.'),
        problem: reading.problem
      };
    }
    const options = reading.documents.map(one => optionOf(one, context));
    const chosen = chosenExport(context);
    if (!chosen) {
      return {
        state: 'todo',
        options,
        text: options.length
          ? trans.__('Choose the rule whose files are to be hunted in.')
          : trans.__('Nothing is exported yet.')
      };
    }
    const { hints, text } = arrived(chosen, context);
    return { state: isEnabled(chosen) ? 'done' : 'todo', options, hints, text };
  },
  form: context => {
    const { seed, trans } = context;
    const rules = exportRules(context).documents;
    const enabled = rules.filter(isEnabled).length;
    const all = tables(context);
    const places = destinations(context);
    const lake = chosenLake(context);
    const own = places.find(
      one => !one.isDisabled && lake && isSameId(one.value, idOf(lake))
    );
    const hunted = all.filter(
      one => !one.isDisabled && HUNTED_TABLES.includes(one.value)
    );
    return [
      field(context, {
        name: 'name',
        label: trans.__('Name'),
        value: `hunt-export-${seed}`,
        help:
          enabled >= MOST_RULES
            ? trans.__(
                'The workspace has %1 rules; Azure lets it have %2 that are turned on.',
                enabled,
                MOST_RULES
              )
            : null,
        check: name =>
          exportName(trans, name) ??
          (rules.some(one => nameOf(one).toLowerCase() === name.toLowerCase())
            ? trans.__('The workspace has a rule of this name.')
            : enabled >= MOST_RULES
              ? trans.__('Turn one of the rules off first.')
              : null)
      }),
      field(context, {
        name: 'destination',
        label: trans.__('Lake'),
        kind: 'choice',
        choices: places,
        value: own?.value ?? places.find(one => !one.isDisabled)?.value ?? ''
      }),
      field(context, {
        name: 'tables',
        label: trans.__('Tables'),
        kind: 'names',
        choices: all,
        value: hunted.map(one => one.value).join('\n'),
        help: trans.__(
          'Azure takes tables that it cannot export, and then exports nothing of them.'
        ),
        check: value =>
          lines(value).length ? null : trans.__('Choose one at least.')
      })
    ];
  },
  draft: (context, form) => {
    const { choices, trans } = context;
    const name = valueOf(form, 'name');
    const destination = valueOf(form, 'destination');
    const names = lines(valueOf(form, 'tables'));
    const lake = storageAccounts(context).documents.find(one =>
      isSameId(idOf(one), destination)
    );
    const rules = asRecord(lake && propertiesOf(lake).networkAcls);
    const isShut =
      rules.defaultAction === 'Deny' &&
      !/AzureServices/i.test(asText(rules.bypass) ?? '');
    const path = `${choices.logs ?? ''}/dataExports/${encodeURIComponent(name)}`;
    const title = trans.__(
      'Export %1 to %2',
      names.join(', '),
      lastName(destination)
    );
    return {
      title,
      items: [
        {
          label: title,
          method: 'PUT',
          path,
          apiVersion: SETUP_VERSION.logs,
          body: {
            properties: {
              destination: { resourceId: destination },
              tableNames: names,
              enable: true
            }
          },
          creates: { type: trans.__('Export rule'), name, kept: null },
          settles: 'answer'
        }
      ],
      costs: [
        trans.__(
          'Each GB that is exported is paid for, and so is its place in the lake for as long as it stays there.'
        )
      ],
      warnings: [
        trans.__(
          'Only logs that come in from now on are exported, and Azure takes about half an hour to start a new rule. For those before there is the template Export historical logs.'
        ),
        ...(isShut
          ? [
              trans.__(
                'The firewall of %1 shuts the export out: allow trusted Microsoft services in its networking.',
                lastName(destination)
              )
            ]
          : [])
      ],
      chooses: path
    };
  }
};
