import { SynapseError } from '../core/errors';
import { ILake } from '../core/lake';
import { IStatement } from '../core/livy';
import { IAzure, ILivy, IResourceManager } from '../core/ports';

/** What connects to one Livy; what is not given must not be asked for. */
export function fakeAzure(
  livy: ILivy | null,
  resourceManager: Partial<IResourceManager> = {},
  lake: Partial<ILake> = {},
  livyVersion: IAzure['livyVersion'] = () => Promise.resolve(null)
): IAzure {
  return {
    livy: () => {
      if (!livy) {
        throw new Error('not expected');
      }
      return livy;
    },
    // The documents of specs are statements already.
    statement: document => document as IStatement | null,
    failure: ({ status, body }) =>
      new SynapseError({
        kind: status === 404 ? 'notFound' : 'server',
        what: body
      }),
    resourceManager: resourceManager as IResourceManager,
    lake: lake as ILake,
    livyVersion,
    checkRoles: () => Promise.resolve([]),
    setUp: () => {
      throw new Error('not expected');
    }
  };
}
