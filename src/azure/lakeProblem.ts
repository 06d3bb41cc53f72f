import { IProblem } from '../core/errors';

/**
 * A refusal of the lake's. Codes: the documentation of Azure Storage; those of
 * a missing container are not in any recording, so 404 alone counts too.
 */
export function lakeProblem(
  status: number,
  code: string | null,
  url: string,
  problem: IProblem
): IProblem {
  const { hostname, pathname } = new URL(url);
  const account = hostname.split('.')[0];
  const container = decodeURIComponent(pathname.split('/')[1] ?? '');
  const place = container
    ? `the container ${container} of ${account}`
    : `the storage account ${account}`;
  if (status === 403 && code === 'AuthorizationFailure') {
    return {
      ...problem,
      kind: 'access',
      what: `The network rules of the storage account ${account} refuse this computer.`,
      why: 'The account takes requests from chosen networks only.',
      next: 'Ask an owner to allow the network of the Jupyter server, or use a private endpoint.'
    };
  }
  if (status === 403) {
    return {
      ...problem,
      kind: 'access',
      what: `You are not allowed to list ${place}.`,
      why: 'Your account has no role on its data. Owner and Contributor are roles on the account, not on its data.',
      next: `Ask an owner for the role Storage Blob Data Reader on ${account}; a new role can take some minutes to work.`
    };
  }
  if (status === 404) {
    const isContainer = container !== '' && code !== 'ResourceNotFound';
    return {
      ...problem,
      kind: 'notFound',
      what: isContainer
        ? `There is no container ${container} in the storage account ${account}.`
        : `There is no storage account ${account}.`,
      why: 'A data export makes the container of a table when it first writes to it.',
      next: 'Check account_name and container_name, and that the export is on for this table.'
    };
  }
  return problem;
}
