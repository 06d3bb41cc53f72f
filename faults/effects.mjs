/** Checks by what the statements have left on the driver, not by what anybody says. */

/** Tells of statements that an operation has left unfinished, and ends them. */
export async function leftovers(operation, direct) {
  const states = [];
  if (operation.name === 'create' || operation.name === 'delete') {
    return states;
  }
  for (const { id } of await direct.alive()) {
    for (const statement of await direct.unfinished(id)) {
      states.push(`a statement is left ${statement.state}`);
      await direct.cancel(id, statement.id);
    }
  }
  return states;
}

/**
 * Tells of each statement that was not executed once. `nonces` are `{nonce, operation}`, `add(operation, problem)`
 * takes what is wrong.
 */
export async function checkEffects(direct, session, nonces, add) {
  if (nonces.length === 0) {
    return;
  }
  const all = problem => {
    for (const operation of new Set(nonces.map(one => one.operation))) {
      add(operation, problem);
    }
  };
  if (session === null) {
    all('its session has gone');
    return;
  }
  try {
    const effects = await direct.effects(session);
    for (const { nonce, operation } of nonces) {
      const count = effects.get(nonce) ?? 0;
      if (count !== 1) {
        add(operation, `executed ${count} times`);
      }
    }
  } catch (error) {
    all(error.message);
  }
}

/** Whether this way of counting sees a statement that was sent twice. */
export async function checkCounting(direct, session) {
  const nonce = 'counted-twice';
  await direct.run(session, direct.code(nonce));
  await direct.run(session, direct.code(nonce));
  const count = (await direct.effects(session)).get(nonce);
  if (count !== 2) {
    throw new Error(`A statement that ran twice was counted ${count} times.`);
  }
}
