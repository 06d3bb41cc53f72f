import { chosenCompute, isOfPool, setUpCompute } from '../core/setUpCompute';
import { setUpExport } from '../core/setUpExport';
import { setUpLake } from '../core/setUpLake';
import { choicesOf } from '../core/setUpShown';
import type { SetUpAssistant } from './setUpAssistant';

/**
 * What the findings about roles depend on: with another key they are about
 * another person, or another place.
 */
export function rolesKey({
  generation,
  identity,
  kept
}: SetUpAssistant): string {
  const { objectId, tenantId } = identity.principal ?? {};
  return JSON.stringify([generation, objectId, tenantId, choicesOf(kept)]);
}

/**
 * Checks who may do what, for all that is chosen. Rejects when the part that
 * checks could not be loaded.
 */
export async function checkSetUpRoles(
  assistant: SetUpAssistant
): Promise<void> {
  const { arm, connection, identity, kept, options } = assistant;
  if (connection === null || !arm) {
    return;
  }
  const choices = choicesOf(kept);
  // These steps look at all of it, too: nothing more is read.
  const lake = setUpLake(assistant.context(setUpExport));
  const compute = chosenCompute(assistant.context(setUpCompute));
  assistant.update();
  const key = rolesKey(assistant);
  const show = (findings: SetUpAssistant['roles']): void => {
    if (rolesKey(assistant) === key) {
      assistant.roles = findings;
      assistant.rolesOf = key;
      assistant.update();
    }
  };
  const azure = await options.azure();
  const found = await azure.checkRoles(
    {
      connection,
      choices: {
        subscription: choices.account,
        logs: choices.logs,
        synapse: choices.synapse,
        pool: choices.pool,
        machineLearning: choices.machineLearning,
        compute:
          compute && isOfPool(compute, choices.pool) ? choices.compute : null,
        storage: lake?.id ?? null
      },
      lake,
      principal: identity.principal
    },
    show
  );
  show(found);
}
