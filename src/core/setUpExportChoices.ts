import { asText } from './guards';
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
import { HUNTED_TABLES, tableRank, UNSUPPORTED_TABLES } from './setUpTables';
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
        : !isLake
          ? trans.__('It is no Data Lake: Spark reads it slower.')
          : '';
    return choice(id, nameOf(one), detail, user !== undefined || isFar);
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
      const plan = asText(propertiesOf(one).plan) ?? 'Analytics';
      const support = UNSUPPORTED_TABLES[name];
      const isBasic = plan !== 'Analytics';
      return choice(
        name,
        name,
        [
          isBasic && trans.__('plan %1: not exported', plan),
          support === '' && trans.__('not exported'),
          support && trans.__('exported in part'),
          HUNTED_TABLES.includes(name) && trans.__('read by the hunts here')
        ]
          .filter(part => part)
          .join(', '),
        isBasic || support === ''
      );
    })
    .sort(
      (one, other) =>
        Number(one.isDisabled) - Number(other.isDisabled) ||
        tableRank(one.value) - tableRank(other.value) ||
        one.value.localeCompare(other.value)
    );
}
