import { devEndpoint } from './armEndpoint';
import { builtEndpoint } from './clouds';
import { chosenCompute, isOfPool, linkedServices } from './setUpCompute';
import {
  groupOf,
  idOf,
  lastName,
  nameOf,
  subscriptionOf
} from './setUpDocument';
import { chosenExport, lakeDestination, tablesOf } from './setUpExportRule';
import { chosenPool } from './setUpPools';
import { chosenSynapse, lakeAccountName } from './setUpSynapse';
import { tableRank } from './setUpTables';
import type { ISetUpContext } from './setUpTypes';
import { ITarget } from './target';
import { TemplateValues } from './templates';

/** What was chosen, as a notebook's target; null: no pool in sight. */
export function setUpTarget(
  context: ISetUpContext,
  connection: string,
  armOrigin: string
): ITarget | null {
  const workspace = chosenSynapse(context);
  const pool = chosenPool(context);
  const endpoint =
    workspace &&
    (devEndpoint(workspace) ?? builtEndpoint(nameOf(workspace), armOrigin));
  if (!workspace || !pool || !endpoint) {
    return null;
  }
  const compute = chosenCompute(context);
  const isNamed = compute !== null && isOfPool(compute, context.choices.pool);
  const aml = isNamed ? (context.choices.machineLearning ?? '') : '';
  const [linkedService] = isNamed ? linkedServices(context) : [];
  return {
    connection,
    endpoint,
    pool: nameOf(pool),
    workspace: nameOf(workspace),
    poolResourceId: idOf(pool),
    subscriptionId: aml ? subscriptionOf(aml) : null,
    resourceGroup: aml ? groupOf(aml) : null,
    amlWorkspace: aml ? lastName(aml) : null,
    compute: isNamed ? nameOf(compute) : null,
    ...(linkedService && { linkedService })
  };
}

/** Name of the account that the logs are exported to; null: none is known. */
export function setUpLakeAccount(context: ISetUpContext): string | null {
  const rule = chosenExport(context);
  const destination = rule && lakeDestination(rule);
  return destination
    ? lastName(destination)
    : lakeAccountName(chosenSynapse(context));
}

/**
 * Values of a hunt's parameters. The last day is `yesterday`, which is whole,
 * unless the export began later; the sample lake's days stay the template's.
 */
export function setUpValues(
  context: ISetUpContext,
  target: ITarget,
  days: { yesterday: string; today: string; isNew: boolean }
): TemplateValues {
  const { choices, isLocal } = context;
  const logs = choices.logs ?? '';
  const account = setUpLakeAccount(context);
  const isSample = isLocal && account === 'contosolake';
  const texts: Record<string, string | null | undefined> = {
    amlworkspace: target.amlWorkspace,
    aml_workspace: target.amlWorkspace,
    'kernel.subscription_id': target.subscriptionId,
    'kernel.resource_group': target.resourceGroup,
    linkedservice: target.linkedService,
    synapse_spark_compute: target.compute,
    synapse_compute_name: target.compute,
    account_name: account,
    'spark.subscription_id': subscriptionOf(logs) || null,
    'spark.resource_group': groupOf(logs) || null,
    workspace_name: lastName(logs) || null,
    end_date: isSample
      ? null
      : days.isNew && !isLocal
        ? days.today
        : days.yesterday
  };
  // Not the container: it is of the table that a notebook reads.
  return Object.fromEntries(
    Object.entries(texts).filter(
      (one): one is [string, string] => typeof one[1] === 'string'
    )
  );
}

/** The container of the table that hunts read first; null: none is exported. */
export function setUpContainer(context: ISetUpContext): string | null {
  const rule = chosenExport(context);
  const [first] = rule
    ? [...tablesOf(rule)].sort(
        (one, other) => tableRank(one) - tableRank(other)
      )
    : [];
  return first ? `am-${first.toLowerCase()}` : null;
}
