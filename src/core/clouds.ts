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
