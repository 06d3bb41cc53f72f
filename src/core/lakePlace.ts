import { ITablePlace } from './lake';
import { ICellAssignment, LAKE_NAMES } from './lookbackCells';
import { ILogPlace, PUBLIC_LAKE_DOMAIN, lakeBase } from './lookbackPaths';
import { text } from './targetMetadata';

/** Domain of the lake by the host of a cloud's Resource Manager. */
const LAKE_DOMAINS: Readonly<Record<string, string>> = {
  'management.azure.com': PUBLIC_LAKE_DOMAIN,
  'management.usgovcloudapi.net': 'dfs.core.usgovcloudapi.net',
  'management.chinacloudapi.cn': 'dfs.core.chinacloudapi.cn'
};

/** Domain of the lakes in the cloud of an ARM origin. */
export function lakeDomain(armOrigin: string | null): string {
  const host = armOrigin === null ? '' : new URL(armOrigin).host;
  return LAKE_DOMAINS[host] ?? PUBLIC_LAKE_DOMAIN;
}

const ACCOUNT = /^[a-z0-9]{3,24}$/;
const CONTAINER = /^[a-z0-9](?:-?[a-z0-9]){2,62}$/;
const ABFSS =
  /^(?:abfss?|wasbs?):\/\/([^@/]+)@([a-z0-9]+)\.(?:dfs|blob)\.[a-z0-9.]+(?:\/([^?#]*))?$/i;
const HTTPS =
  /^https:\/\/([a-z0-9]+)\.(?:dfs|blob)\.[a-z0-9.]+\/([^/?#]+)(?:\/([^?#]*))?$/i;
/** Where the days begin: what is above is the folder. */
const DAYS = /(?:^|\/)y=.*$/;
const MAX_ADDRESS = 1024;

/** A place without the connection that leads there. */
export type LakeAddress = Pick<ITablePlace, 'container' | 'folder'> & {
  account: string;
};

/**
 * Container, account and folder of an address that a user has typed or a
 * notebook's metadata holds: `abfss://…` or `https://….dfs.…`; null when it is
 * none. What comes after `/y=` is cut off.
 */
export function parseLakeAddress(address: unknown): LakeAddress | null {
  const given =
    typeof address === 'string' ? address.trim().replace(/[?#].*$/, '') : '';
  if (given.length > MAX_ADDRESS) {
    return null;
  }
  const abfss = ABFSS.exec(given);
  const https = HTTPS.exec(given);
  const [container, account, path] = abfss
    ? abfss.slice(1, 4)
    : https
      ? [https[2], https[1], https[3]]
      : [];
  return container && account ? checked(account, container, path ?? '') : null;
}

/** A place as an address that can be read by `parseLakeAddress`. */
export function lakeAddress({
  container,
  endpoint,
  folder
}: ITablePlace): string {
  const { host } = new URL(endpoint);
  return `abfss://${container}@${host}${folder ? `/${folder}` : ''}`;
}

/**
 * Where the notebook's cells say that the logs are: of the last cell that
 * names a storage account as text; null when none does, or it is a placeholder.
 */
export function placeOfCells(
  assignments: readonly ICellAssignment[]
): LakeAddress | null {
  const accounts = assignments.filter(
    ({ literal, name }) => name === 'account_name' && literal?.type === 'text'
  );
  const spark = accounts.filter(({ place }) => place === 'spark');
  const account = spark.at(-1) ?? accounts.at(-1);
  if (!account) {
    return null;
  }
  const valueOf = (name: (typeof LAKE_NAMES)[number]): string | null => {
    const all = assignments.filter(
      one => one.name === name && one.literal?.type === 'text'
    );
    // `subscription_id` and `resource_group` are those of Azure ML elsewhere.
    const found =
      all.filter(({ cellId }) => cellId === account.cellId).at(-1) ??
      all.filter(({ place }) => place === account.place).at(-1);
    return text(found?.literal?.value);
  };
  const [name, container, subscriptionId, resourceGroup, workspace] =
    LAKE_NAMES.map(valueOf);
  if (!name || !container) {
    return null;
  }
  if (!subscriptionId || !resourceGroup || !workspace) {
    return checked(name, container, '');
  }
  const base = lakeBase({
    account: name,
    container,
    subscriptionId,
    resourceGroup,
    workspace
  });
  return parseLakeAddress(base);
}

/** A log place as an address. */
export function placeOfLogs(place: ILogPlace): LakeAddress | null {
  return parseLakeAddress(lakeBase(place));
}

/** The place behind a connection. `arm` is the origin of its cloud's ARM. */
export function tablePlace(
  { account, container, folder }: LakeAddress,
  connection: string,
  arm: string | null
): ITablePlace {
  const host = arm === null ? '' : new URL(arm).hostname;
  const domain = LAKE_DOMAINS[host] ?? PUBLIC_LAKE_DOMAIN;
  return {
    connection,
    endpoint: `https://${account}.${domain}`,
    container,
    folder
  };
}

/** Origin of an account's lake by its cloud's naming; null if unknown. */
export function lakeEndpoint(
  account: string,
  armOrigin: string
): string | null {
  const domain = LAKE_DOMAINS[new URL(armOrigin).hostname];
  return domain ? `https://${account}.${domain}` : null;
}

/** Name of a table as it is shown: the export puts `am-` before it. */
export function tableName(container: string): string {
  return container.replace(/^am-/, '');
}

function checked(
  account: string,
  container: string,
  path: string
): LakeAddress | null {
  const folder = path.replace(DAYS, '').replace(/^\/+|\/+$/g, '');
  const lower = {
    account: account.toLowerCase(),
    container: container.toLowerCase()
  };
  const isPlain = !folder
    .split('/')
    .some(
      (part, index) =>
        part === '.' || part === '..' || (part === '' && index > 0)
    );
  return ACCOUNT.test(lower.account) &&
    CONTAINER.test(lower.container) &&
    isPlain
    ? { ...lower, folder }
    : null;
}
