/** Ids of the commands of this extension. */
export const CommandIDs = {
  start: 'synapse:start-session',
  stop: 'synapse:stop-session',
  showPanel: 'synapse:show-panel'
} as const;
