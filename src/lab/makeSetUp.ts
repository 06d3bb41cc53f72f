import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { IStateDB } from '@jupyterlab/statedb';
import type { ISetUpWords } from '../core/setUpTypes';
import type { ISetUpAssistant } from '../setUpTokens';
import type { INotebookSession, IPools } from '../tokens';
import { IBackend } from './backend';
import { SetUpAssistant } from './setUpAssistant';
import { finishSetUp, ISetUpTemplate } from './setUpNotebook';
import { SetUpStore } from './setUpStore';

/** What the assistant is made over. */
export interface IMakeSetUpOptions {
  backend: Pick<IBackend, 'azure' | 'clock' | 'server'>;
  /** Null: nobody signs in, or out, here. */
  pools: IPools | null;
  /** Where choices and plans are kept; null: nowhere. */
  state: (() => Promise<IStateDB>) | null;
  /** The same as other browsers write it; null: it cannot be read. */
  shared: ((key: string) => Promise<unknown>) | null;
  trans: ISetUpWords;
  /** Null: there are no notebooks here. */
  tracker: Pick<INotebookTracker, 'currentWidget'> | null;
  sessionOf: (panel: NotebookPanel) => INotebookSession | null;
  /** Executes `synapse:new-from-template` with these arguments. */
  openTemplate: (request: ISetUpTemplate) => Promise<unknown>;
}

/** Makes the assistant. It does nothing before `load`. */
export function makeSetUp(options: IMakeSetUpOptions): ISetUpAssistant {
  const { backend, openTemplate, pools, sessionOf, state, tracker, trans } =
    options;
  const { shared } = options;
  const { azure, clock, server } = backend;
  const startLocalPool = async () => {
    if (server.lastStatus?.localPool.state !== 'ready') {
      await (pools ? pools.startLocalPool() : server.startLocalPool());
    }
  };
  const isLocal = (id: string) =>
    server.lastStatus?.connections.find(one => one.id === id)?.kind === 'local';
  const assistant = new SetUpAssistant({
    azure,
    clock,
    trans,
    store: new SetUpStore({
      state,
      shared,
      tab: sessionStorage,
      now: () => clock.now(),
      newSeed
    }),
    connections: async () => (await server.status()).connections,
    ready: async ({ kind }) => {
      if (kind === 'local') {
        await startLocalPool();
      }
    },
    identity: async connection => {
      const principal = (await pools?.principal(connection)) ?? null;
      const account = isLocal(connection) ? null : pools?.signIn?.account;
      return { account: principal?.name ?? account ?? null, principal };
    },
    signInTo: async tenant => pools?.signInTo(tenant),
    finish: (one, how) =>
      finishSetUp(one, how, {
        tracker,
        sessionOf,
        openTemplate,
        ready: async target => {
          if (isLocal(target.connection)) {
            await startLocalPool();
          }
        }
      })
  });
  let who = signedIn(pools);
  pools?.changed.connect(() => {
    const now = signedIn(pools);
    if (now !== who) {
      who = now;
      void assistant.signedInAnew();
    }
  });
  return assistant;
}

/** Who is signed in, and where to. */
function signedIn(pools: IPools | null): string {
  const { account, principal, state } = pools?.signIn ?? {};
  return `${state} ${account} ${principal?.tenantId}`;
}

/** Five letters and digits; enough that names are unique. */
function newSeed(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(5));
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  return [...bytes].map(byte => letters[byte % letters.length]).join('');
}
