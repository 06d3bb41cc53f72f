import {
  ILookbackWindow,
  LookbackRule,
  lookbackDays,
  takesWholeDays
} from './lookback';
import { LAKE_NAMES } from './lookbackCells';
import { ILogPlace, PUBLIC_LAKE_DOMAIN } from './lookbackPaths';

/** Names of the parameters, their values and what they are. */
type Parameters = Record<(typeof LAKE_NAMES)[number], string>;

/** Placeholders for those who have a lake of their own. */
export const UNKNOWN_PLACE: ILogPlace = {
  account: '<storage account>',
  container: 'am-commonsecuritylog',
  subscriptionId: '<subscription id>',
  resourceGroup: '<resource group>',
  workspace: '<workspace name>'
};

/** Where the local pool's sample data is. */
export const SAMPLE_PLACE: ILogPlace = {
  account: 'contosolake',
  container: 'am-commonsecuritylog',
  subscriptionId: '00000000-0000-0000-0000-000000000000',
  resourceGroup: 'contoso-rg',
  workspace: 'contoso-ws'
};

/** Where the logs of a notebook may be, as far as it is known. */
export function placeOf(isLocal: boolean, domain: string): ILogPlace {
  return isLocal ? SAMPLE_PLACE : { ...UNKNOWN_PLACE, domain };
}

const COMMENTS: Parameters = {
  account_name: 'storage account of the data lake',
  container_name: 'container that the export writes to',
  subscription_id: 'subscription of the Log Analytics workspace',
  resource_group: 'its resource group',
  workspace_name: 'name of the Log Analytics workspace'
};

/** What `lookback_days` means, for the comment beside it. */
const MEANING: Record<LookbackRule, string> = {
  endIncluded: 'the end date is the last of them',
  endExcluded: 'and one more, up to the day before the end date',
  endIncludedPlusOne: 'and the end date'
};

/** The list of days that a rule makes, in Python. */
const DAYS: Record<LookbackRule, string> = {
  endIncluded:
    'days = [end - timedelta(days=back) for back in reversed(range(lookback_days))]',
  endExcluded:
    'days = [end - timedelta(days=1 + back) for back in reversed(range(lookback_days + 1))]',
  endIncludedPlusOne:
    'days = [end - timedelta(days=back) for back in reversed(range(lookback_days + 1))]'
};

/**
 * Source of a parameter cell: all names but those that are `assigned`
 * already. Null when none is left.
 */
export function parameterCell(
  window: ILookbackWindow,
  place: ILogPlace,
  assigned: ReadonlySet<string>
): string | null {
  const lines = parameterLines(window, place, assigned);
  return lines.length ? ['%%synapse', ...lines].join('\n') : null;
}

/**
 * Source of a cell that makes `days` and `paths` of the window out of the
 * parameters, and leaves out folders that are not there: one of them would
 * fail the read of all. Parameters that are not `assigned` come first.
 */
export function pathsCell(
  window: ILookbackWindow,
  place: ILogPlace,
  assigned: ReadonlySet<string>
): string {
  const parameters = parameterLines(window, place, assigned);
  return [
    '%%synapse',
    'from concurrent.futures import ThreadPoolExecutor',
    'from datetime import datetime, timedelta',
    '',
    ...(parameters.length ? [...parameters, ''] : []),
    '# The export writes a folder a day (UTC), below ids in lower case.',
    'base_path = (',
    `    f"abfss://{container_name.lower()}@{account_name.lower()}.${place.domain ?? PUBLIC_LAKE_DOMAIN}"`,
    '    f"/WorkspaceResourceId=/subscriptions/{subscription_id.lower()}"',
    '    f"/resourcegroups/{resource_group.lower()}"',
    '    f"/providers/microsoft.operationalinsights/workspaces/{workspace_name.lower()}"',
    ')',
    '',
    'end = datetime.strptime(end_date, "%Y-%m-%d")',
    DAYS[window.rule],
    ...folderLines(window),
    '',
    '',
    'def exists(path):',
    '    """Whether a folder is there: a missing one fails the whole read."""',
    '    place = spark._jvm.org.apache.hadoop.fs.Path(path)',
    '    return place.getFileSystem(spark._jsc.hadoopConfiguration()).exists(place)',
    '',
    '',
    'with ThreadPoolExecutor(16) as pool:',
    '    missing = [path for path, there in zip(paths, pool.map(exists, paths)) if not there]',
    'print(f"{len(days)} days, {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d} (UTC)")',
    'print(f"{len(paths) - len(missing)} of {len(paths)} folders have data")',
    'for path in missing:',
    '    print(f"missing: {path[len(base_path):]}")',
    'paths = [path for path in paths if path not in missing]',
    '',
    '# Files are named differently before and after 2021-10-15: read folders, not files, with',
    '# spark.read.option("recursiveFileLookup", "true").json(paths)'
  ].join('\n');
}

/**
 * A statement that puts a window into a Spark session: `end_date`,
 * `lookback_days`, and `lookback_dates`, the list of its days.
 */
export function sessionCode(window: ILookbackWindow): string {
  const days = lookbackDays(window).map(day => `"${day}"`);
  return [
    '# The lookback window of the Synapse panel.',
    `end_date = "${window.endDate}"`,
    `lookback_days = ${window.lookbackDays}`,
    `lookback_dates = [${days.join(', ')}]`
  ].join('\n');
}

function folderLines(window: ILookbackWindow): string[] {
  const folder = 'base_path + day.strftime("/y=%Y/m=%m/d=%d")';
  if (takesWholeDays(window)) {
    return [`paths = [${folder} for day in days]`];
  }
  return [
    `from_hour, to_hour = ${window.fromHour}, ${window.toHour}  # of the first and of the last day`,
    'paths = []',
    'for day in days:',
    '    first = from_hour if day == days[0] else 0',
    '    last = to_hour if day == days[-1] else 24',
    `    folder = ${folder}`,
    '    is_whole = (first, last) == (0, 24)',
    '    paths += [folder] if is_whole else [f"{folder}/h={hour:02d}" for hour in range(first, last)]'
  ];
}

function parameterLines(
  window: ILookbackWindow,
  place: ILogPlace,
  assigned: ReadonlySet<string>
): string[] {
  const values: Parameters = {
    account_name: place.account,
    container_name: place.container,
    subscription_id: place.subscriptionId,
    resource_group: place.resourceGroup,
    workspace_name: place.workspace
  };
  const lake = LAKE_NAMES.filter(name => !assigned.has(name)).map(
    name => `${name} = ${JSON.stringify(values[name])}  # ${COMMENTS[name]}`
  );
  const days = [
    ['end_date', `"${window.endDate}"`, 'days are in UTC'],
    ['lookback_days', String(window.lookbackDays), MEANING[window.rule]]
  ]
    .filter(([name]) => !assigned.has(name))
    .map(([name, value, comment]) => `${name} = ${value}  # ${comment}`);
  return [...lake, ...(lake.length && days.length ? [''] : []), ...days];
}
