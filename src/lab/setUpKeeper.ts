import type { ISetUpArm } from '../core/setUpArm';
import { identityOf } from '../core/setUpDocument';
import { isBelow, IKeptCreated, maybeSame } from '../core/setUpKept';
import type { ArmDocument, ISetUpWords } from '../core/setUpTypes';
import { contentsOf, plainId } from './setUpContents';
import { SetUpDependents } from './setUpDependents';

/** Options of a `SetUpKeeper`. */
export interface ISetUpKeeperOptions {
  arm: ISetUpArm;
  /** All that the assistant has created. */
  created: readonly IKeptCreated[];
  /** Ids of what is deleted before it. */
  going: readonly string[];
  dependents: SetUpDependents;
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
    const { trans } = this._options;
    const identity = identityOf(document);
    if (!maybeSame(one.identity, identity)) {
      return trans.__('It is another one by now, of the same name.');
    }
    // From now on it is known which one was looked at.
    one.identity ??= identity;
    return (await this._contents(one)) ?? this._dependents(one, document);
  }

  /** Why it is kept for what is in it. */
  private async _contents({ id }: IKeptCreated): Promise<string | null> {
    const { arm, created, going, trans } = this._options;
    const expected = new Set([
      ...going.map(plainId),
      ...created
        .filter(({ isPart, state }) => isPart && state !== 'deleted')
        .map(part => plainId(part.id))
    ]);
    try {
      const others = (await contentsOf(arm, id)).filter(
        other => !expected.has(other.id)
      );
      const names = listed(others.map(({ name }) => name));
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

  /** Why it is kept for what would not work without it. */
  private async _dependents(
    { id }: IKeptCreated,
    document: ArmDocument
  ): Promise<string | null> {
    const { dependents, going, trans } = this._options;
    try {
      const others = (await dependents.of(id, document)).filter(
        other => !going.some(one => isBelow(other.id, plainId(one)))
      );
      return others.length === 0
        ? null
        : trans.__(
            'What stays needs it: %1. Delete that first when nobody uses it.',
            listed(others.map(({ label }) => label))
          );
    } catch {
      // A lake or a vault that is gone does not come back: better it stays.
      return trans.__('What needs it could not be seen: look at it yourself.');
    }
  }
}

function listed(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).join(', ');
}
