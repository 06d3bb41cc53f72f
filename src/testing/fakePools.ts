import { ISignal } from '@lumino/signaling';
import { ILocalPoolStatus, IServerStatus } from '../core/connection';
import { IProblem } from '../core/errors';
import type { IPrincipal } from '../core/roles';
import { IPoolGroup } from '../core/target';
import type { IPools, ISignInState } from '../tokens';
import { fakeChoice, fakeLocalTarget } from './builders';
import { FakeModel } from './fakeModel';

/** Connections and pools: a local pool and a signed-out Azure. */
export class FakePools extends FakeModel<FakePools> implements IPools {
  constructor(values: Partial<FakePools> = {}) {
    super();
    Object.assign(this, values);
  }

  status: IServerStatus | null = {
    version: '0.1.0',
    connections: [
      {
        id: 'local',
        kind: 'local',
        label: 'Local pool',
        available: true,
        reason: null,
        armEndpoint: null,
        subscriptionIds: [],
        signedIn: null
      },
      {
        id: 'azure',
        kind: 'synapse',
        label: 'Azure',
        available: true,
        reason: null,
        armEndpoint: 'https://management.azure.com',
        subscriptionIds: [],
        signedIn: false
      }
    ],
    localPool: { state: 'ready', message: '' }
  };
  localPool: ILocalPoolStatus | null = { state: 'ready', message: '' };
  signIn: ISignInState | null = {
    state: 'signedOut',
    account: null,
    userCode: null,
    verificationUri: null,
    message: ''
  };
  tenantName: string | null = null;
  groups: readonly IPoolGroup[] = [
    {
      id: 'local',
      place: 'local',
      label: 'contoso-aml',
      subscription: null,
      pools: [
        fakeChoice(fakeLocalTarget(), {
          label: 'Local pool',
          detail: 'real Spark on this computer'
        })
      ],
      problem: null
    }
  ];
  isLoading = false;
  isPartial = false;
  progress: { read: number; total: number } | null = null;
  loadedAt: number | null = 1000;
  problem: IProblem | null = null;

  get changed(): ISignal<this, void> {
    return this._signal;
  }

  load(): Promise<void> {
    return this._call('load');
  }

  cancel(): void {
    this.calls.push('cancel');
  }

  refresh(): Promise<void> {
    return this._call('refresh');
  }

  startLocalPool(): Promise<void> {
    return this._call('startLocalPool');
  }

  beginSignIn(options: { ask?: boolean } = {}): Promise<void> {
    return this._call(options.ask ? 'askSignIn' : 'beginSignIn');
  }

  signInTo(tenant: string, options: { ask?: boolean } = {}): Promise<void> {
    return this._call(`${options.ask ? 'askSignInTo' : 'signInTo'} ${tenant}`);
  }

  principal(): Promise<IPrincipal | null> {
    return Promise.resolve(this.signIn?.principal ?? null);
  }

  cancelSignIn(): Promise<void> {
    return this._call('cancelSignIn');
  }

  endSignIn(): Promise<void> {
    return this._call('endSignIn');
  }
}
