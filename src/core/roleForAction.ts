/** The role that allows an action, for what hunts and their set-up need. */
const ROLES: readonly [RegExp, string][] = [
  [
    /^Microsoft\.Authorization\/roleAssignments\/(?:write|delete)$/i,
    'User Access Administrator or Owner'
  ],
  [
    /^Microsoft\.MachineLearningServices\/.*\/read$/i,
    'Reader or AzureML Data Scientist on the Azure ML workspace'
  ],
  [
    /^Microsoft\.MachineLearningServices\//i,
    'Contributor on the Azure ML workspace'
  ],
  [/^Microsoft\.OperationalInsights\/.*\/read$/i, 'Log Analytics Reader'],
  [/^Microsoft\.OperationalInsights\//i, 'Log Analytics Contributor'],
  [/^Microsoft\.SecurityInsights\/.*\/read$/i, 'Microsoft Sentinel Reader'],
  [/^Microsoft\.SecurityInsights\//i, 'Microsoft Sentinel Contributor'],
  [/blobs?\/(?:write|delete|add|move)/i, 'Storage Blob Data Contributor'],
  [/blobs?\/read/i, 'Storage Blob Data Reader'],
  [/\/useCompute\//i, 'Synapse Compute Operator on the pool'],
  [
    /^Microsoft\.Synapse\/workspaces\/roleAssignments\//i,
    'Synapse Administrator of the workspace'
  ],
  [/\/read$/i, 'Reader'],
  [/./, 'Contributor']
];

/**
 * The role to ask for when an action was refused; null for no action.
 *
 * #### Notes
 * Names as Microsoft's documentation of built-in roles has them. It is the
 * least role that the documentation of hunts asks for, not the only one.
 */
export function roleForAction(action: string): string | null {
  return ROLES.find(([pattern]) => pattern.test(action))?.[1] ?? null;
}

/** What a refusal of ARM's says: which action was refused, and where. */
export interface IRefusal {
  /** Null when it does not say. */
  action: string | null;
  scope: string | null;
}

/**
 * Reads the message of `AuthorizationFailed` (recorded) and of
 * `LinkedAuthorizationFailed`, which names a resource that is linked to.
 */
export function refusalOf(message: string): IRefusal {
  const linked =
    /does not have permission to perform action\(?s?\)? '([^']+)' on the linked scope\(?s?\)? '([^']+)'/i.exec(
      message
    );
  return {
    action:
      linked?.[1] ?? /perform action '([^']+)'/i.exec(message)?.[1] ?? null,
    scope: linked?.[2] ?? /over scope '([^']+)'/i.exec(message)?.[1] ?? null
  };
}
