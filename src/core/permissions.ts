/**
 * What an assignment of a role allows at a scope, as ARM's
 * `Microsoft.Authorization/permissions` (2022-04-01) tells it.
 */
export interface IPermission {
  actions: readonly string[];
  notActions: readonly string[];
  /** Null: the answer has no such list, so nothing is known of data. */
  dataActions: readonly string[] | null;
  notDataActions: readonly string[];
}

/**
 * Whether an action is allowed: some entry has it and does not take it back
 * itself. Case does not matter; `*` stands for any characters.
 *
 * #### Notes
 * What one entry takes back another may give: that is how Azure adds roles up.
 * Deny assignments are not in the answer.
 */
export function allowedBy(
  permissions: readonly IPermission[],
  action: string
): boolean {
  return permissions.some(
    one =>
      one.actions.some(pattern => matches(pattern, action)) &&
      !one.notActions.some(pattern => excludes(pattern, action))
  );
}

/** The same for a data action; null when no entry tells of data. */
export function dataAllowedBy(
  permissions: readonly IPermission[],
  action: string
): boolean | null {
  const isTold =
    permissions.length === 0 ||
    permissions.some(one => one.dataActions !== null);
  return isTold
    ? permissions.some(
        one =>
          (one.dataActions ?? []).some(pattern => matches(pattern, action)) &&
          !one.notDataActions.some(pattern => excludes(pattern, action))
      )
    : null;
}

/** Whether a pattern such as `*` + `/read` means an action. */
export function matches(pattern: string, action: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  const [first] = parts;
  const last = parts[parts.length - 1];
  if (parts.length === 1) {
    return text === first;
  }
  if (
    text.length < first.length + last.length ||
    !text.startsWith(first) ||
    !text.endsWith(last)
  ) {
    return false;
  }
  // Leftmost fits are enough, and unlike a regular expression's never slow.
  const end = text.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) {
      return false;
    }
    at = found + part.length;
  }
  return true;
}

/**
 * Whether a pattern takes an action away. AzureML Data Scientist may not make
 * computes by its description, which its write below `computes` says only if such
 * a star may stand for nothing with its slash: no right is promised that
 * Azure may not give.
 */
function excludes(pattern: string, action: string): boolean {
  return (
    matches(pattern, action) || matches(pattern.replace(/\/\*\//g, '/'), action)
  );
}
