import type { ISetUpArm } from '../core/setUpArm';
import { identityOf } from '../core/setUpDocument';
import { IKeptCreated } from '../core/setUpKept';
import type { ArmDocument, ISetUpWords } from '../core/setUpTypes';
import { contentsOf, plainId } from './setUpContents';

/** Options of a `SetUpKeeper`. */
export interface ISetUpKeeperOptions {
  arm: ISetUpArm;
  /** All that the assistant has created. */
  created: readonly IKeptCreated[];
  /** Ids of what is deleted before it. */
  going: readonly string[];
  trans: ISetUpWords;
}

/** Most names that a reason lists. */
const MOST_NAMES = 5;

/** Finds reasons not to delete what the assistant has created. */
export class SetUpKeeper {
  constructor(private _options: ISetUpKeeperOptions) {}

  /** Why it is kept, by its document of now; null: it may go. Never rejects. */
  async reason(
    one: IKeptCreated,
    document: ArmDocument
  ): Promise<string | null> {
    const { arm, created, going, trans } = this._options;
    const identity = identityOf(document);
    if (one.identity && identity && identity !== one.identity) {
      return trans.__('It is another one by now, of the same name.');
    }
    // From now on it is known which one was looked at.
    one.identity ??= identity;
    const expected = new Set([
      ...going.map(plainId),
      ...created
        .filter(({ isPart, state }) => isPart && state !== 'deleted')
        .map(({ id }) => plainId(id))
    ]);
    try {
      const others = (await contentsOf(arm, one.id)).filter(
        ({ id }) => !expected.has(id)
      );
      const names = others
        .slice(0, MOST_NAMES)
        .map(({ name }) => name)
        .join(', ');
      return others.length === 0
        ? null
        : others.some(({ isData }) => isData)
          ? trans.__(
              'It holds data: %1. Delete it in the portal when nobody needs that.',
              names
            )
          : trans.__(
              'It holds what is kept or was not created here: %1.',
              names
            );
    } catch {
      return trans.__('What is in it could not be seen: look at it yourself.');
    }
  }
}
