/** Tables that the hunts of this extension read; they are offered first. */
export const HUNTED_TABLES: readonly string[] = [
  'CommonSecurityLog',
  'SigninLogs',
  'SecurityEvent'
];

/** Others that hunts often need, in this order after those. */
export const USUAL_TABLES: readonly string[] = [
  'AADNonInteractiveUserSignInLogs',
  'AuditLogs',
  'AzureActivity',
  'DnsEvents',
  'OfficeActivity',
  'Syslog',
  'VMConnection',
  'WindowsFirewall',
  'DeviceNetworkEvents',
  'DeviceProcessEvents'
];

/**
 * Tables of which Microsoft's list of the export says that they are not
 * supported, or in part only. The list changes; what is not here may still
 * not be exported: Azure takes the rule and then exports nothing.
 */
export const UNSUPPORTED_TABLES: Readonly<Record<string, string>> = {
  AzureDiagnostics: 'in part',
  AzureMetrics: 'in part',
  Operation: 'in part',
  Perf: 'in part',
  SentinelHealth: '',
  Usage: ''
};

/** The order in which tables are offered: what hunts read comes first. */
export function tableRank(name: string): number {
  const order = [...HUNTED_TABLES, ...USUAL_TABLES];
  const index = order.indexOf(name);
  return index < 0 ? order.length : index;
}
