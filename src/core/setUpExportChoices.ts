import { asRecord, asText } from './guards';
import {
  idOf,
  isSameId,
  nameOf,
  propertiesOf,
  regionOf
} from './setUpDocument';
import { destinationOf, exportRules } from './setUpExportRule';
import { choice, SetUpChoice } from './setUpForm';
import { chosenLogs } from './setUpLogs';
import { storageAccounts } from './setUpSynapse';
import {
  EXPORTED_PLANS,
  HUNTED_TABLES,
  TABLE_SUPPORT,
  tableRank
} from './setUpTables';
import type { ISetUpContext } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

/** Storage accounts a rule may export to; not those that another rule has. */
export function destinations(context: ISetUpContext): SetUpChoice[] {
  const { trans } = context;
  const region = regionOf(chosenLogs(context));
  const rules = exportRules(context).documents;
  return storageAccounts(context).documents.map(one => {
    const id = idOf(one);
    const user = rules.find(rule => isSameId(destinationOf(rule), id));
    const isPremium = /^premium$/i.test(asText(asRecord(one.sku).tier) ?? '');
    const isFar = region !== null && regionOf(one) !== region;
    const isLake = propertiesOf(one).isHnsEnabled === true;
    const detail = user
      ? trans.__('The rule %1 exports to it already.', nameOf(user))
      : isFar
        ? trans.__(
            'It is in %1, the logs are in %2.',
            regionOf(one) ?? '?',
            region
          )
        : isPremium
          ? trans.__('It is a Premium account: Azure exports to Standard ones.')
          : !isLake
            ? trans.__('It is no Data Lake: Spark reads it slower.')
            : '';
    return choice(
      id,
      nameOf(one),
      detail,
      user !== undefined || isFar || isPremium
    );
  });
}

/** The tables of the workspace, those first that hunts read. */
export function tables({
  choices,
  facts,
  trans
}: ISetUpContext): SetUpChoice[] {
  const { documents } = facts.all(
    `${choices.logs ?? ''}/tables`,
    SETUP_VERSION.logs
  );
  return documents
    .map(one => {
      const name = nameOf(one);
      const { plan, schema } = propertiesOf(one);
      const planName = asText(plan) ?? 'Analytics';
      const { tableSubType, tableType } = asRecord(schema);
      const support = TABLE_SUPPORT[name];
      const isOtherPlan = !EXPORTED_PLANS.includes(planName);
      // Made by the HTTP Data Collector API; one by a data collection rule is
      // exported.
      const isClassic = tableType === 'CustomLog' && tableSubType === 'Classic';
      return choice(
        name,
        name,
        [
          isOtherPlan && trans.__('plan %1: not exported', planName),
          isClassic &&
            trans.__('custom table of the Data Collector API: not exported'),
          support === 'none' && trans.__('not exported'),
          support === 'part' && trans.__('exported in part'),
          HUNTED_TABLES.includes(name) && trans.__('read by the hunts here')
        ]
          .filter(part => part)
          .join(', '),
        isOtherPlan || isClassic || support === 'none'
      );
    })
    .sort(
      (one, other) =>
        Number(one.isDisabled) - Number(other.isDisabled) ||
        tableRank(one.value) - tableRank(other.value) ||
        one.value.localeCompare(other.value)
    );
}
