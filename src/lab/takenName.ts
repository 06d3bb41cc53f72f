import { SynapseError } from '../core/errors';
import type { ISetUpArm } from '../core/setUpArm';
import { isSameId } from '../core/setUpDocument';
import { whyAnother } from '../core/setUpExpected';
import type {
  ISetUpDraft,
  ISetUpNameCheck,
  ISetUpWords
} from '../core/setUpTypes';

/**
 * The first name of a draft that cannot be had: somebody else has it, or
 * something that is not what the draft makes. What cannot be asked is free.
 */
export async function takenName(
  arm: ISetUpArm | null,
  { items, names = [] }: Pick<ISetUpDraft, 'items' | 'names'>,
  trans: ISetUpWords
): Promise<SynapseError | null> {
  for (const check of names) {
    let why: string | null = null;
    try {
      why = arm && (await whyTaken(arm, check, items));
    } catch {
      // Azure says it when the request comes.
    }
    if (why !== null) {
      return new SynapseError({
        kind: 'usage',
        what: trans.__('The name %1 cannot be had.', check.name),
        why,
        next: trans.__('Choose another one.')
      });
    }
  }
  return null;
}

async function whyTaken(
  arm: ISetUpArm,
  { apiVersion, id, name, path, type }: ISetUpNameCheck,
  items: ISetUpDraft['items']
): Promise<string | null> {
  const own = await arm.get(id, apiVersion).catch(() => null);
  if (!own) {
    return arm.nameProblem(path, apiVersion, name, type);
  }
  const item = items.find(one => isSameId(one.path, id));
  return item
    ? whyAnother(item, own, (place, version) => arm.get(place, version))
    : null;
}
