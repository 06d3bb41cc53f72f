import { pad } from './calendarDays';
import { ILookbackWindow, lookbackDays } from './lookback';

/** Domain of Data Lake Storage Gen2 in Azure's public cloud. */
export const PUBLIC_LAKE_DOMAIN = 'dfs.core.windows.net';

/** Where a Log Analytics workspace exports a table's logs to. */
export interface ILogPlace {
  account: string;
  container: string;
  subscriptionId: string;
  resourceGroup: string;
  workspace: string;
  /** Domain of the lakes in its cloud; without one, of the public cloud. */
  domain?: string;
}

/**
 * The folder above the days, as the continuous export of Azure Monitor writes
 * it: container and ids in lower case.
 */
export function lakeBase(place: ILogPlace): string {
  const { account, container, domain, ...logs } = place;
  const { resourceGroup, subscriptionId, workspace } = logs;
  return [
    `abfss://${container.toLowerCase()}@${account.toLowerCase()}.${domain ?? PUBLIC_LAKE_DOMAIN}`,
    `WorkspaceResourceId=/subscriptions/${subscriptionId.toLowerCase()}`,
    `resourcegroups/${resourceGroup.toLowerCase()}`,
    'providers/microsoft.operationalinsights',
    `workspaces/${workspace.toLowerCase()}`
  ].join('/');
}

/**
 * The folders of a window, oldest first: one for each whole day, one for each
 * hour of a day of which only a part is wanted.
 *
 * #### Notes
 * Below an hour there is `m=00/PT1H.json` before 2021-10-15, and since then an
 * `m=` folder for each five minutes, with more than one file when there is
 * much. So files are never named: hour folders are read with all below them.
 */
export function lookbackPaths(window: ILookbackWindow, base: string): string[] {
  const days = lookbackDays(window);
  return days.flatMap((day, at) => {
    const [year, month, date] = day.split('-');
    const folder = `${base}/y=${year}/m=${month}/d=${date}`;
    const from = at === 0 ? window.fromHour : 0;
    const to = at === days.length - 1 ? window.toHour : 24;
    return from === 0 && to === 24
      ? [folder]
      : Array.from({ length: to - from }, (_, hour) => {
          return `${folder}/h=${pad(from + hour)}`;
        });
  });
}
