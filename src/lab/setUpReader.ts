import { ArmError } from '../core/armError';
import { problemOf } from '../core/errors';
import { ISetUpArm } from '../core/setUpArm';
import { IFactRequest, SetUpFacts } from '../core/setUpFacts';

/** Reads all that is wanted at once; the client bounds how much that is. */
export async function readFacts(
  arm: ISetUpArm,
  facts: SetUpFacts,
  isWanted: () => boolean
): Promise<void> {
  await Promise.all(
    facts.wanted.map(async request => {
      const reading = await read(arm, request);
      if (isWanted()) {
        facts.put(request, reading);
      }
    })
  );
}

async function read(
  arm: ISetUpArm,
  { apiVersion, isList, path }: IFactRequest
): Promise<Parameters<SetUpFacts['put']>[1]> {
  try {
    return {
      documents: isList
        ? await arm.list(path, apiVersion)
        : [await arm.get(path, apiVersion)]
    };
  } catch (reason) {
    return {
      documents: [],
      problem: problemOf(reason),
      status: reason instanceof ArmError ? reason.status : null
    };
  }
}
