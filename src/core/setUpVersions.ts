/**
 * The `api-version` of each provider that the assistant talks to: the newest
 * stable ones whose specifications were read.
 */
export const SETUP_VERSION = Object.freeze({
  subscriptions: '2022-12-01',
  resources: '2024-03-01',
  logs: '2023-09-01',
  /** Whether a workspace has Microsoft Sentinel. */
  sentinel: '2024-03-01',
  synapse: '2021-06-01',
  storage: '2023-05-01',
  machineLearning: '2024-10-01',
  /** Linked services have no stable version. */
  linkedServices: '2020-09-01-preview',
  keyVault: '2023-07-01',
  insights: '2020-02-02',
  authorization: '2022-04-01'
});
