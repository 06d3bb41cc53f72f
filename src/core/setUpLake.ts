import type { IRoleLake } from './roles';
import { documentOf, idOf, lastName } from './setUpDocument';
import { chosenExport, lakeDestination } from './setUpExportRule';
import {
  chosenLake,
  chosenSynapse,
  lakeAccountName,
  storageAccounts
} from './setUpSynapse';
import { setUpContainer } from './setUpTarget';
import type { ISetUpContext } from './setUpTypes';

/** The lake that hunts will read, as far as it is known. */
export interface ISetUpLake extends IRoleLake {
  /** ARM id of the account; null: not among those that the user sees. */
  id: string | null;
}

/**
 * The account that the chosen rule exports to, else the workspace's own: as
 * hunts get it. Null: none is known.
 */
export function setUpLake(context: ISetUpContext): ISetUpLake | null {
  if (context.choices.synapse === null) {
    return null;
  }
  const rule = chosenExport(context);
  const destination = rule && lakeDestination(rule);
  if (destination) {
    // A rule writes ids in lower case.
    const seen = documentOf(storageAccounts(context).documents, destination);
    const id = seen ? idOf(seen) : destination;
    return { id, account: lastName(id), container: setUpContainer(context) };
  }
  const account = lakeAccountName(chosenSynapse(context));
  const own = chosenLake(context);
  return account === null
    ? null
    : { id: own && idOf(own), account: account.toLowerCase(), container: null };
}
