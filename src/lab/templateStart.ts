import type { IConnection } from '../core/connection';
import { ITarget } from '../core/target';
import type { IPools } from '../tokens';
import type { IBackend } from './backend';

/** What is asked about connections. */
export interface ITemplateStartParts {
  backend: Pick<IBackend, 'preferences' | 'resolver' | 'server'>;
  pools: Pick<IPools, 'status'>;
}

/** Where the notebook of a template begins. */
export interface ITemplateStart {
  /** Null: as its cells say. */
  target: ITarget | null;
  /** The connection as the server lists it; null: the server has no such. */
  known: IConnection | null;
}

/**
 * What the notebook of a template runs on: what was `chosen`, else what new
 * notebooks run on. Of the local pool the template's own cells name the
 * compute; of an Azure there is nothing to take without a choice.
 */
export async function templateStart(
  { backend, pools }: ITemplateStartParts,
  chosen: ITarget | null
): Promise<ITemplateStart> {
  const { connections, defaults } =
    pools.status ?? (await backend.server.status());
  const id =
    chosen?.connection ||
    backend.preferences.connection ||
    defaults?.connection ||
    'local';
  const known = connections.find(one => one.id === id) ?? null;
  if (chosen || known?.kind !== 'livy') {
    return { target: chosen, known };
  }
  const resolver = await backend.resolver();
  return { target: await resolver.defaultTarget(), known };
}
