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

/** Plans of tables that Azure exports; Auxiliary is not (2026-02). */
export const EXPORTED_PLANS: readonly string[] = ['Analytics', 'Basic'];

/**
 * Tables of which Microsoft's list of the export (2026-02) says that nothing
 * of them comes, or a part only. The list changes; what is not here may still
 * not be exported: Azure takes the rule and then exports nothing.
 */
export const TABLE_SUPPORT: Readonly<Record<string, 'none' | 'part'>> = {
  Alert: 'part',
  AlertHistory: 'none',
  AzureActivity: 'part',
  AzureDiagnostics: 'none',
  ConfigurationChange: 'part',
  ConfigurationData: 'part',
  DatabricksDatabricksSQL: 'none',
  DatabricksSQL: 'none',
  DeviceAppLaunch: 'none',
  DeviceCalendar: 'none',
  DeviceConnectSession: 'none',
  DeviceEtw: 'part',
  DeviceHeartbeat: 'none',
  ETWEvent: 'part',
  Event: 'part',
  NetworkSessions: 'none',
  Operation: 'part',
  ProtectionStatus: 'none',
  SecurityEvent: 'part',
  ServiceFabricOperationalEvent: 'part',
  ServiceFabricReliableActorEvent: 'part',
  ServiceFabricReliableServiceEvent: 'part',
  Syslog: 'part',
  W3CIISLog: 'part'
};

/** The order in which tables are offered: what hunts read comes first. */
export function tableRank(name: string): number {
  const order = [...HUNTED_TABLES, ...USUAL_TABLES];
  const index = order.indexOf(name);
  return index < 0 ? order.length : index;
}
