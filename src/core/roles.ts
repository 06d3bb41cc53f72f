/** What is chosen, by ARM id; null: nothing yet. */
export interface IRoleChoices {
  /** Its id or its GUID. */
  subscription: string | null;
  /** Log Analytics workspace. */
  logs: string | null;
  /** Synapse workspace. */
  synapse: string | null;
  /** Spark pool. */
  pool: string | null;
  /** Azure ML workspace. */
  machineLearning: string | null;
  /** The chosen pool as a compute of it. */
  compute: string | null;
  /** Storage account of the lake. */
  storage: string | null;
}

/** The lake that hunts read, by names: its account may be in no list of ARM's. */
export interface IRoleLake {
  /** Name of the storage account. */
  account: string;
  /** Of the table that hunts read first; null: not known. */
  container: string | null;
}

/** Who is signed in, as Microsoft Entra knows it. */
export interface IPrincipal {
  objectId: string;
  /** Of the tenant that is signed in to. */
  tenantId: string;
  /** As users know it, e.g. `dana@contoso.com`; null: not known. */
  name: string | null;
}

/** The steps of setting up that need a role. */
export type RoleStep =
  | 'account'
  | 'logs'
  | 'synapse'
  | 'pool'
  | 'machineLearning'
  | 'compute'
  | 'export';

/** A role that hunts or their set-up need, and what tells whether one has it. */
export interface IRoleNeed {
  id: string;
  purpose: string;
  /** As Azure names it. */
  role: string;
  /** Roles that would do as well. */
  alternatives: readonly string[];
  step: RoleStep;
  /**
   * Who knows: ARM's permissions, the Synapse workspace's own roles, or the
   * data of the lake.
   */
  check: 'arm' | 'synapse' | 'lake';
  /** Not needed to hunt: to set up and change, or for more than hunting. */
  isForSetUp: boolean;
  /** All must be allowed. Synapse's own are all data actions. */
  actions: readonly string[];
  dataActions: readonly string[];
  /** It makes this, and is not needed for what is chosen. */
  makes?: keyof IRoleChoices;
  /** The scope is the first of these that is chosen; `group`: theirs. */
  places: readonly (keyof IRoleChoices | 'group')[];
  /** What is to be chosen first where none is. */
  missing: string;
}

/** Any Spark session needs it; Synapse's role definitions, as recorded. */
export const USE_COMPUTE =
  'Microsoft.Synapse/workspaces/bigDataPools/useCompute/action';

/** All roles of a Synapse workspace have it. */
export const READ_SYNAPSE = 'Microsoft.Synapse/workspaces/read';

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

const ARM = { check: 'arm', isForSetUp: true, dataActions: [] } as const;
const SYNAPSE = {
  check: 'synapse',
  isForSetUp: false,
  dataActions: []
} as const;
const LAKE = { check: 'lake', actions: [] } as const;

/**
 * The roles by Microsoft's documentation of Sentinel notebooks on Synapse,
 * with the actions that decide: those that the requests of a hunt and of its
 * set-up are checked for.
 */
export const ROLE_NEEDS: readonly IRoleNeed[] = [
  {
    ...ARM,
    id: 'create',
    purpose: 'Create a Synapse workspace and its lake',
    role: 'Contributor',
    alternatives: ['Owner'],
    step: 'synapse',
    actions: [
      'Microsoft.Synapse/workspaces/write',
      'Microsoft.Storage/storageAccounts/write',
      'Microsoft.Resources/subscriptions/resourceGroups/write'
    ],
    makes: 'synapse',
    places: ['group', 'subscription'],
    missing: 'a subscription'
  },
  {
    ...ARM,
    id: 'assign',
    purpose: 'Give roles on the lake to the workspace and its users',
    role: 'User Access Administrator',
    alternatives: ['Owner', 'Role Based Access Control Administrator'],
    step: 'synapse',
    actions: ['Microsoft.Authorization/roleAssignments/write'],
    places: ['storage', 'subscription'],
    missing: 'a subscription'
  },
  {
    ...ARM,
    id: 'logs',
    purpose: 'Read the logs in Log Analytics',
    role: 'Log Analytics Reader',
    alternatives: ['Log Analytics Contributor', 'Reader'],
    step: 'logs',
    isForSetUp: false,
    actions: [
      'Microsoft.OperationalInsights/workspaces/read',
      'Microsoft.OperationalInsights/workspaces/tables/read',
      'Microsoft.OperationalInsights/workspaces/query/read'
    ],
    places: ['logs'],
    missing: 'a Log Analytics workspace'
  },
  {
    ...ARM,
    id: 'sentinel',
    purpose: 'Write incidents and bookmarks in Microsoft Sentinel',
    role: 'Microsoft Sentinel Contributor',
    alternatives: ['Contributor', 'Owner'],
    step: 'logs',
    actions: [
      'Microsoft.SecurityInsights/incidents/write',
      'Microsoft.SecurityInsights/bookmarks/write'
    ],
    places: ['logs'],
    missing: 'a Log Analytics workspace'
  },
  {
    ...ARM,
    id: 'export',
    purpose: 'Export tables to the lake',
    role: 'Log Analytics Contributor',
    alternatives: ['Contributor', 'Owner'],
    step: 'export',
    actions: ['Microsoft.OperationalInsights/workspaces/dataExports/write'],
    places: ['logs'],
    missing: 'a Log Analytics workspace'
  },
  {
    ...ARM,
    id: 'pool',
    purpose: 'Create a Spark pool in the Synapse workspace',
    role: 'Contributor',
    alternatives: ['Owner'],
    step: 'pool',
    actions: ['Microsoft.Synapse/workspaces/bigDataPools/write'],
    makes: 'pool',
    places: ['synapse'],
    missing: 'a Synapse workspace'
  },
  {
    ...SYNAPSE,
    id: 'run',
    purpose: 'Run Spark on the pool',
    role: 'Synapse Compute Operator',
    alternatives: [
      'Apache Spark Administrator',
      'Synapse Contributor',
      'Synapse Administrator'
    ],
    step: 'pool',
    actions: [USE_COMPUTE],
    places: ['pool'],
    missing: 'a Spark pool'
  },
  {
    ...SYNAPSE,
    id: 'studio',
    purpose: 'See who has which role in the Synapse workspace',
    role: 'Synapse User',
    alternatives: ['any other role on the whole workspace'],
    step: 'synapse',
    isForSetUp: true,
    actions: [READ_SYNAPSE],
    places: ['synapse'],
    missing: 'a Synapse workspace'
  },
  {
    ...LAKE,
    id: 'read',
    purpose: 'Read the logs in the lake',
    role: 'Storage Blob Data Reader',
    alternatives: ['Storage Blob Data Contributor', 'Storage Blob Data Owner'],
    step: 'synapse',
    isForSetUp: false,
    dataActions: [`${BLOBS}/read`],
    places: ['storage'],
    missing: 'a Synapse workspace'
  },
  {
    ...LAKE,
    id: 'write',
    purpose: 'Write results and past logs to the lake',
    role: 'Storage Blob Data Contributor',
    alternatives: ['Storage Blob Data Owner'],
    step: 'synapse',
    isForSetUp: true,
    dataActions: [`${BLOBS}/write`, `${BLOBS}/delete`],
    places: ['storage'],
    missing: 'a Synapse workspace'
  },
  {
    ...ARM,
    id: 'machineLearning',
    purpose: 'Find pools by the Azure ML workspace',
    role: 'AzureML Data Scientist',
    alternatives: ['Reader', 'Contributor', 'Owner'],
    step: 'machineLearning',
    actions: ['Microsoft.MachineLearningServices/workspaces/computes/read'],
    places: ['machineLearning'],
    missing: 'an Azure ML workspace'
  },
  {
    ...ARM,
    id: 'attach',
    purpose: 'Attach the pool to the Azure ML workspace',
    role: 'Contributor',
    alternatives: ['Owner', 'AzureML Compute Operator'],
    step: 'compute',
    actions: ['Microsoft.MachineLearningServices/workspaces/computes/write'],
    makes: 'compute',
    places: ['machineLearning'],
    missing: 'an Azure ML workspace'
  }
];

/** The ids of Synapse's roles that let one run Spark, as recorded. */
export const COMPUTE_ROLES: readonly string[] = [
  '6e4bf58a-b8e1-4cc3-bbf9-d73143322b78', // Synapse Administrator
  '7572bffe-f453-4b66-912a-46cc5ef38fda', // Synapse Contributor
  'e3844cc7-4670-42cb-9349-9bdac1ee7881', // Synapse Compute Operator
  'c3a6d2f1-a26f-4810-9b0f-591308d5cbf1' // Apache Spark Administrator
];

/** Whether a user has one of the roles; the same as `IRoleCheck`. */
export interface IRoleFinding extends Pick<
  IRoleNeed,
  'id' | 'purpose' | 'role' | 'alternatives' | 'step' | 'isForSetUp'
> {
  /**
   * ARM id, `workspaces/{name}…` of Synapse's own roles, or
   * `storageAccounts/{name}` where that is all that is known; empty: none.
   */
  scope: string;
  state: 'checking' | 'have' | 'lack' | 'notNeeded' | 'unknown';
  /** The actions that are missing, or why it could not be checked; empty. */
  why: string;
  /** With which an administrator gives it; empty: nothing is chosen. */
  command: string;
  link: string | null;
}
