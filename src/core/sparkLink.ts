import { ISparkSession } from './livy';
import { ITarget } from './target';

/** A page about a session that the browser can open. */
export interface ISparkLink {
  url: string;
  /** Spark's own pages, or Synapse Studio's page of the application. */
  kind: 'sparkUi' | 'studio';
}

/** ARM id of a Synapse workspace, as the start of that of its pool. */
const WORKSPACE =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Synapse\/workspaces\/[^/]+(?=\/)/i;

/**
 * Where a session can be looked at; null when nobody can know.
 *
 * #### Notes
 * Azure's own `sparkUiUrl` is inside the cluster (recorded), so that
 * `ISparkSession` has none there: Synapse Studio shows the same, under an
 * address that Microsoft's clients build like this. The local pool has no
 * pages of its own.
 */
export function sparkLink(
  target: ITarget | null,
  session: ISparkSession | null
): ISparkLink | null {
  if (!target || !session) {
    return null;
  }
  if (session.sparkUiUrl) {
    return { url: session.sparkUiUrl, kind: 'sparkUi' };
  }
  const workspace = WORKSPACE.exec(target.poolResourceId ?? '')?.[0];
  const isAzure = /\.dev\.azuresynapse\.net$/i.test(
    new URL(target.endpoint).hostname
  );
  if (
    !workspace ||
    !isAzure ||
    target.connection === 'local' ||
    !session.appId
  ) {
    return null;
  }
  const query = new URLSearchParams({
    workspace,
    livyId: String(session.id),
    sparkPoolName: target.pool
  });
  return {
    url: `https://web.azuresynapse.net/monitoring/sparkapplication/${encodeURIComponent(session.appId)}?${query}`,
    kind: 'studio'
  };
}
