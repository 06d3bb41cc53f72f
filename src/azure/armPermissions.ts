import { Send } from '../core/http';
import { IPermission } from '../core/permissions';

import { askAzure, IAzureAnswer } from './askAzure';
import { asList, asRecord, asText, asTexts, originOf } from './guards';

/** `Microsoft.Authorization`: the version whose specification was read. */
const API_VERSION = '2022-04-01';

/** One principal has no more assignments than this many pages hold. */
const MAX_PAGES = 20;

/**
 * What the user may do at a scope, or why ARM does not say. Where the list is
 * not whole, what is not in it may still be allowed.
 */
export type PermissionAnswer =
  | { permissions: readonly IPermission[]; isWhole: boolean; answer: null }
  | { permissions: null; answer: IAzureAnswer };

/** Asks for permissions; each scope once, however many roles are checked. */
export class ArmPermissions {
  constructor(
    private _send: Send,
    private _connection: string,
    private _origin: string,
    private _signal?: AbortSignal
  ) {}

  /** Those of the user at an ARM id. Never rejects. */
  at(scope: string): Promise<PermissionAnswer> {
    const key = scope.toLowerCase();
    const known = this._known.get(key) ?? this._read(scope);
    this._known.set(key, known);
    return known;
  }

  private async _read(scope: string): Promise<PermissionAnswer> {
    const permissions: IPermission[] = [];
    let url: string | null =
      `${this._origin}${encodeURI(scope)}/providers/Microsoft.Authorization/permissions?api-version=${API_VERSION}`;
    for (let page = 0; url !== null && page < MAX_PAGES; page++) {
      const answer: IAzureAnswer = await askAzure(this._send, {
        connection: this._connection,
        url,
        signal: this._signal
      });
      if (answer.problem) {
        return { permissions: null, answer };
      }
      permissions.push(...asList(answer.body.value).map(permissionOf));
      const next = asText(answer.body.nextLink);
      // The token goes wherever the request goes.
      if (next !== null && originOf(next) !== this._origin) {
        break;
      }
      url = next;
    }
    return { permissions, isWhole: url === null, answer: null };
  }

  private readonly _known = new Map<string, Promise<PermissionAnswer>>();
}

function permissionOf(value: unknown): IPermission {
  const one = asRecord(value);
  return {
    actions: asTexts(one.actions),
    notActions: asTexts(one.notActions),
    dataActions: Array.isArray(one.dataActions)
      ? asTexts(one.dataActions)
      : null,
    notDataActions: asTexts(one.notDataActions)
  };
}
