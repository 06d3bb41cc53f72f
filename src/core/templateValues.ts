import { defaultLookback, ILookbackWindow, lookbackDays } from './lookback';
import { ITarget } from './target';
import { TemplateValues } from './templates';
import { LakeAddress, lakeDomain } from './lakePlace';

/** What the page knows of where a hunt runs, and over what. */
export interface ITemplateContext {
  /** Null: nothing was chosen, and the cells name it. */
  target: ITarget | null;
  isLocal: boolean;
  /** Origin of the Azure Resource Manager of its cloud; null: it has none. */
  armOrigin: string | null;
  window: ILookbackWindow | null;
  place: LakeAddress | null;
  /** Milliseconds since the epoch. */
  now: number;
}

const PLACEHOLDERS: TemplateValues = {
  account_name: '<storage account>',
  'spark.subscription_id': '<subscription id>',
  'spark.resource_group': '<resource group>',
  workspace_name: '<workspace name>'
};
const COMPUTE_PLACEHOLDERS: TemplateValues = {
  amlworkspace: '<Azure ML workspace>',
  'kernel.subscription_id': '<subscription id>',
  'kernel.resource_group': '<resource group>',
  linkedservice: '<linked service>',
  synapse_spark_compute: '<attached Spark pool>'
};
const FOLDER =
  /^WorkspaceResourceId=\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/microsoft\.operationalinsights\/workspaces\/([^/]+)$/i;

/**
 * Values of a template's parameters out of what the page knows. On the local
 * pool the template's own, of the sample data, stay where nothing is known;
 * elsewhere they would be wrong, and placeholders say so.
 */
export function templateValues(context: ITemplateContext): TemplateValues {
  const { armOrigin, isLocal, now, place, target, window } = context;
  // The days of the sample data are nobody else's.
  const { endDate } = defaultLookback(false, now);
  return {
    ...(isLocal ? {} : { ...PLACEHOLDERS, end_date: endDate }),
    ...(isLocal || target ? {} : COMPUTE_PLACEHOLDERS),
    ...(isLocal ? {} : cloudValues(armOrigin)),
    ...(target && targetValues(target)),
    ...(window && windowValues(window)),
    ...(place && placeValues(place))
  };
}

/** Names that differ between Azure's clouds. */
export function cloudValues(armOrigin: string | null): TemplateValues {
  return {
    lake_domain: lakeDomain(armOrigin),
    ...(armOrigin !== null && { resource_manager: armOrigin })
  };
}

function targetValues(target: ITarget): TemplateValues {
  const values = {
    amlworkspace: target.amlWorkspace,
    'kernel.subscription_id': target.subscriptionId,
    'kernel.resource_group': target.resourceGroup,
    linkedservice: target.linkedService ?? null,
    synapse_spark_compute: target.compute
  };
  return withoutNulls(values);
}

/** Templates count days as the documentation does: the end is one of them. */
function windowValues(window: ILookbackWindow): TemplateValues {
  const days = lookbackDays(window);
  const last = days.at(-1);
  return last === undefined
    ? {}
    : { end_date: last, lookback_days: days.length };
}

/** The table is the template's own: another hunt's container is not used. */
function placeValues({ account, folder }: LakeAddress): TemplateValues {
  const [, subscription, group, workspace] = FOLDER.exec(folder) ?? [];
  return {
    account_name: account,
    ...(workspace && {
      'spark.subscription_id': subscription,
      'spark.resource_group': group,
      workspace_name: workspace
    })
  };
}

function withoutNulls(
  values: Readonly<Record<string, string | null>>
): TemplateValues {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => entry[1] !== null
    )
  );
}
