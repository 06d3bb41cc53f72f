/** Host suffix of Synapse's development endpoints by the cloud's ARM host. */
const DEV_SUFFIX: Readonly<Record<string, string>> = {
  'management.azure.com': 'dev.azuresynapse.net',
  'management.usgovcloudapi.net': 'dev.azuresynapse.usgovcloudapi.net',
  'management.chinacloudapi.cn': 'dev.azuresynapse.azure.cn'
};

/**
 * Host suffix of the development endpoints in the cloud of an ARM origin, e.g.
 * `dev.azuresynapse.net`; null if that cloud is not known.
 */
export function devSuffix(armOrigin: string): string | null {
  return DEV_SUFFIX[new URL(armOrigin).hostname] ?? null;
}

/** The endpoint that a workspace has by its cloud's naming; null if unknown. */
export function builtEndpoint(
  workspace: string,
  armOrigin: string
): string | null {
  const suffix = devSuffix(armOrigin);
  return suffix ? `https://${workspace.toLowerCase()}.${suffix}` : null;
}

/** Portal and Synapse Studio by the cloud's ARM host. */
const PAGES: Readonly<Record<string, readonly [string, string]>> = {
  'management.azure.com': [
    'https://portal.azure.com',
    'https://web.azuresynapse.net'
  ],
  'management.usgovcloudapi.net': [
    'https://portal.azure.us',
    'https://web.azuresynapse.us'
  ],
  'management.chinacloudapi.cn': [
    'https://portal.azure.cn',
    'https://web.azuresynapse.azure.cn'
  ]
};

/** Origin of the portal in the cloud of an ARM origin; null if unknown. */
export function portal(armOrigin: string): string | null {
  return PAGES[new URL(armOrigin).hostname]?.[0] ?? null;
}

/** Origin of Synapse Studio in the cloud of an ARM origin; null if unknown. */
export function studio(armOrigin: string): string | null {
  return PAGES[new URL(armOrigin).hostname]?.[1] ?? null;
}
