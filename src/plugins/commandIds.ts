/** Ids of the commands of this extension. */
export const CommandIDs = {
  start: 'synapse:start-session',
  stop: 'synapse:stop-session',
  restart: 'synapse:restart-session',
  keepAlive: 'synapse:keep-session-alive',
  detach: 'synapse:detach-session',
  showPanel: 'synapse:show-panel',
  insertParameters: 'synapse:insert-lookback-parameters',
  insertPaths: 'synapse:insert-lookback-paths',
  setUp: 'synapse:set-up',
  fix: 'synapse:fix',
  newFromTemplate: 'synapse:new-from-template'
} as const;
