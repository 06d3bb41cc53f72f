import { StateDB } from '@jupyterlab/statedb';
import { nullTranslator } from '@jupyterlab/translation';

import { IConnection } from '../../core/connection';
import { IClock } from '../../core/ports';
import { ISetUpArm } from '../../core/setUpArm';
import type { SetUpStepId } from '../../setUpTokens';
import { fakeAzure } from '../../testing/fakeAzure';
import { FakeSetUpArm } from '../../testing/fakeSetUpArm';
import { SetUpAssistant } from '../setUpAssistant';
import { SetUpStore } from '../setUpStore';

export const GROUP = '/subscriptions/s/resourcegroups/hunting';
export const SYNAPSE = `${GROUP}/providers/Microsoft.Synapse/workspaces/hunt-x`;
export const POOLS = `${SYNAPSE}/bigDataPools`;

function connectionOf(id: string): IConnection {
  return {
    id,
    kind: 'synapse',
    label: id,
    available: true,
    reason: null,
    armEndpoint: 'https://management.azure.com',
    subscriptionIds: [],
    signedIn: true
  };
}

/** Pages with an assistant each, over a fake of Azure and one state of Lab's. */
export class SetUpRig {
  constructor(
    private _clock: IClock,
    readonly arm: FakeSetUpArm = new FakeSetUpArm()
  ) {
    this.arm.put('/subscriptions/s', { subscriptionId: 's', state: 'Enabled' });
    this.arm.put(GROUP, { location: 'westeurope' });
    this.arm.put(SYNAPSE, { location: 'westeurope', properties: {} });
  }

  /** What answers a connection; by default all have the same Azure. */
  armOf: (connection: string) => ISetUpArm = () => this.arm;

  /** A new page, once all is read. */
  async page(): Promise<SetUpAssistant> {
    const assistant = this.open();
    await assistant.load();
    return assistant;
  }

  /** A new page that has read nothing. */
  open(): SetUpAssistant {
    return new SetUpAssistant({
      azure: () =>
        Promise.resolve({
          ...fakeAzure(null),
          setUp: connection => this.armOf(connection)
        }),
      clock: this._clock,
      trans: nullTranslator.load('jupyterlab_synapse'),
      store: new SetUpStore({
        state: () => Promise.resolve(this._state),
        tab: null,
        now: () => this._clock.now(),
        newSeed: () => 'x'
      }),
      connections: () => Promise.resolve(['azure', 'other'].map(connectionOf))
    });
  }

  private readonly _state = new StateDB();
}

export function stepOf(assistant: SetUpAssistant, id: SetUpStepId) {
  return assistant.steps.find(one => one.id === id)!;
}
