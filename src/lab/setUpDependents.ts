import { asRecord, asText } from '../core/guards';
import type { ISetUpArm } from '../core/setUpArm';
import {
  idOf,
  lastName,
  nameOf,
  propertiesOf,
  regionOf,
  subscriptionOf
} from '../core/setUpDocument';
import { destinationOf } from '../core/setUpExportRule';
import { isGoing } from '../core/setUpProgress';
import { lakeAccountName } from '../core/setUpSynapse';
import type { ArmDocument, ISetUpWords } from '../core/setUpTypes';
import { SETUP_VERSION } from '../core/setUpVersions';
import { listOf, plainId } from './setUpContents';

/** Something that does not work any more without another thing. */
export interface ISetUpDependent {
  /** Its ARM id, decoded, in lower case. */
  id: string;
  /** As users call it, with its name. */
  label: string;
}

const SYNAPSE = 'Microsoft.Synapse/workspaces';
const MACHINE_LEARNING = 'Microsoft.MachineLearningServices/workspaces';
const LOGS = 'Microsoft.OperationalInsights/workspaces';
const INSIGHTS = 'Microsoft.Insights/components';

const STORAGE = /\/Microsoft\.Storage\/storageAccounts\/[^/]+$/i;

/** What is looked at for a thing: a list of the subscription. */
interface ILook {
  type: string;
  apiVersion: string;
  /** Whether one of the list needs the thing. */
  needs: (one: ArmDocument, id: string) => boolean;
  label: (name: string, trans: ISetUpWords) => string;
}

/** Azure ML workspaces, by the property that names the thing. */
function machineLearning(property: string): ILook {
  return {
    type: MACHINE_LEARNING,
    apiVersion: SETUP_VERSION.machineLearning,
    needs: (one, id) => isSame(propertiesOf(one)[property], id),
    label: (name, trans) => trans.__('the Azure ML workspace %1', name)
  };
}

const LOOKS: readonly (readonly [RegExp, readonly ILook[]])[] = [
  [
    STORAGE,
    [
      {
        type: SYNAPSE,
        apiVersion: SETUP_VERSION.synapse,
        needs: (one, id) =>
          isSame(
            asRecord(propertiesOf(one).defaultDataLakeStorage).resourceId,
            id
          ) || lakeAccountName(one)?.toLowerCase() === lastName(plainId(id)),
        label: (name, trans) => trans.__('the Synapse workspace %1', name)
      },
      machineLearning('storageAccount')
    ]
  ],
  [/\/Microsoft\.KeyVault\/vaults\/[^/]+$/i, [machineLearning('keyVault')]],
  [
    /\/Microsoft\.Insights\/components\/[^/]+$/i,
    [machineLearning('applicationInsights')]
  ],
  [
    /\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/i,
    [
      {
        type: INSIGHTS,
        apiVersion: SETUP_VERSION.insights,
        needs: (one, id) => isSame(propertiesOf(one).WorkspaceResourceId, id),
        label: (name, trans) => trans.__('the Application Insights %1', name)
      }
    ]
  ]
];

/** Whether others of its kind may need it, as far as the assistant knows. */
export function mayBeNeeded(id: string): boolean {
  return LOOKS.some(([pattern]) => pattern.test(id));
}

/** Finds what of the subscription needs what may be deleted. */
export class SetUpDependents {
  constructor(
    private _arm: ISetUpArm,
    private _trans: ISetUpWords
  ) {}

  /**
   * What needs a thing; what is being deleted itself does not. Rejects with a
   * `SynapseError` when a part of it could not be seen.
   */
  async of(id: string, document: ArmDocument): Promise<ISetUpDependent[]> {
    const [, looks = []] = LOOKS.find(([pattern]) => pattern.test(id)) ?? [];
    const found = await Promise.all([
      ...looks.map(async ({ apiVersion, label, needs, type }) =>
        (await this._list(id, type, apiVersion))
          .filter(one => needs(one, id) && !isGoing(one))
          .map(one => ({
            id: plainId(idOf(one)),
            label: label(nameOf(one), this._trans)
          }))
      ),
      ...(STORAGE.test(id) ? [this._exports(id, document)] : [])
    ]);
    return found.flat();
  }

  /** Rules that export to an account: of workspaces in its region, as Azure wants it. */
  private async _exports(
    id: string,
    document: ArmDocument
  ): Promise<ISetUpDependent[]> {
    const region = regionOf(document);
    const all = await this._list(id, LOGS, SETUP_VERSION.logs);
    const near = all.filter(
      one => region === null || [region, null].includes(regionOf(one))
    );
    const rules = await Promise.all(
      near.map(async one => {
        const place = `${idOf(one)}/dataExports`;
        const members = await this._read(place, SETUP_VERSION.logs);
        return members
          .filter(rule => isSame(destinationOf(rule), id))
          .map(rule => ({
            id: plainId(idOf(rule) || `${place}/${nameOf(rule)}`),
            label: this._trans.__('the export rule %1', nameOf(rule))
          }));
      })
    );
    return rules.flat();
  }

  private _list(
    id: string,
    type: string,
    apiVersion: string
  ): Promise<readonly ArmDocument[]> {
    return this._read(
      `/subscriptions/${subscriptionOf(id)}/providers/${type}`,
      apiVersion
    );
  }

  /** A list of ARM's, read once: several things are looked at in a row. */
  private _read(
    path: string,
    apiVersion: string
  ): Promise<readonly ArmDocument[]> {
    const known = this._lists.get(path) ?? listOf(this._arm, path, apiVersion);
    this._lists.set(path, known);
    return known;
  }

  private readonly _lists = new Map<string, Promise<readonly ArmDocument[]>>();
}

/** Whether a property is the ARM id of a thing. */
function isSame(value: unknown, id: string): boolean {
  return plainId(asText(value) ?? '') === plainId(id);
}
