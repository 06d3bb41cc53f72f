import type { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';
import { decodePools, encodePools, IPoolList } from '../core/poolCache';

/** Where the list is kept in Lab's state. */
const KEY = 'jupyterlab-synapse:pools';

/** The list of an earlier page; null when there is none that can be used. */
export async function readKeptPools(
  state: IStateDB
): Promise<IPoolList | null> {
  try {
    return decodePools(await state.fetch(KEY));
  } catch {
    return null;
  }
}

/** Keeps a list for the next page. It is no loss when that does not work. */
export async function keepPools(
  state: IStateDB,
  list: IPoolList
): Promise<void> {
  try {
    await state.save(KEY, encodePools(list) as ReadonlyPartialJSONValue);
  } catch {
    // The next page reads the list itself.
  }
}
