import type { ISetUpOption } from '../setUpTokens';

import { asRecord, asText } from './guards';
import {
  documentOf,
  idOf,
  isSameId,
  isUsable,
  lastName,
  nameOf,
  propertiesOf,
  provisioningState
} from './setUpDocument';
import { field, valueOf } from './setUpForm';
import { chosenMachineLearning } from './setUpMachineLearning';
import { computeName } from './setUpNames';
import { parentOf } from './setUpParent';
import { chosenPool } from './setUpPools';
import type { ArmDocument, ISetUpContext, ISetUpRules } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

/** What Azure ML calls an attached Spark pool. */
const SPARK = 'SynapseSpark';

/** All computes of the chosen Azure ML workspace: they share their names. */
function allComputes({
  choices,
  facts
}: ISetUpContext): readonly ArmDocument[] {
  return choices.machineLearning === null
    ? []
    : facts.all(
        `${choices.machineLearning}/computes`,
        SETUP_VERSION.machineLearning
      ).documents;
}

/** Attached Spark pools of the chosen Azure ML workspace. */
export function sparkComputes(context: ISetUpContext): readonly ArmDocument[] {
  return allComputes(context).filter(
    one =>
      asText(propertiesOf(one).computeType)?.toLowerCase() ===
      SPARK.toLowerCase()
  );
}

/** The chosen compute; null: none, or not read yet. */
export function chosenCompute(context: ISetUpContext): ArmDocument | null {
  return documentOf(sparkComputes(context), context.choices.compute);
}

/** Names of the linked services that mean the chosen Synapse workspace. */
export function linkedServices({ choices, facts }: ISetUpContext): string[] {
  return choices.machineLearning === null
    ? []
    : facts
        .all(
          `${choices.machineLearning}/linkedServices`,
          SETUP_VERSION.linkedServices
        )
        .documents.filter(one =>
          isSameId(
            asText(propertiesOf(one).linkedServiceResourceId),
            choices.synapse
          )
        )
        .map(nameOf);
}

function optionOf(document: ArmDocument, context: ISetUpContext): ISetUpOption {
  const { choices, trans } = context;
  const pool = asText(propertiesOf(document).resourceId);
  return {
    id: idOf(document),
    name: nameOf(document),
    detail: pool ? trans.__('pool %1', lastName(pool)) : '',
    warning: !isUsable(document)
      ? trans.__('Its state is %1.', provisioningState(document) ?? '')
      : isSameId(pool, choices.pool)
        ? null
        : trans.__('It is another pool than the chosen one.')
  };
}

/** The pool as a compute of the Azure ML workspace. */
export const setUpCompute: ISetUpRules = {
  id: 'compute',
  needs: ['account', 'synapse', 'pool', 'machineLearning'],
  isOptional: true,
  label: trans => trans.__('Attached pool'),
  explanation: trans =>
    trans.__(
      'Attaches the pool to the Azure ML workspace under a name of its own, the one for -c. A linked service, which older notebooks asked for, is not needed.'
    ),
  look: context => {
    const { choices, facts, trans } = context;
    const reading = facts.all(
      `${choices.machineLearning ?? ''}/computes`,
      SETUP_VERSION.machineLearning
    );
    if (reading.problem) {
      return {
        state: 'unknown',
        text: trans.__('The computes of the workspace could not be read.'),
        problem: reading.problem
      };
    }
    const options = sparkComputes(context).map(one => optionOf(one, context));
    const chosen = options.find(({ id }) => isSameId(id, choices.compute));
    const linked = linkedServices(context);
    const hints = [
      ...(linked.length
        ? [
            {
              text: trans.__(
                'Linked services of this workspace: %1. They still work; new ones cannot be made any more.',
                linked.join(', ')
              ),
              link: null
            }
          ]
        : []),
      ...(chosen
        ? [
            {
              text: trans.__(
                'Jobs of Azure ML on this compute also need the role Synapse Administrator for the compute’s identity. Hunts run as you and do not.'
              ),
              link: 'https://learn.microsoft.com/azure/machine-learning/how-to-manage-synapse-spark-pool'
            }
          ]
        : [])
    ];
    return {
      state: chosen && chosen.warning === null ? 'done' : 'todo',
      options,
      hints,
      text: chosen
        ? (chosen.warning ?? trans.__('%1 (%2).', chosen.name, chosen.detail))
        : options.length
          ? trans.__('Choose the one that is the pool, or attach it.')
          : trans.__('No Spark pool is attached yet.')
    };
  },
  form: context => {
    const { trans } = context;
    const pool = chosenPool(context);
    const taken = allComputes(context).map(one => nameOf(one).toLowerCase());
    const proposal = pool ? nameOf(pool) : '';
    return [
      field(context, {
        name: 'name',
        label: trans.__('Name for -c'),
        value: taken.includes(proposal.toLowerCase()) ? '' : proposal,
        check: name =>
          computeName(trans, name) ??
          (taken.includes(name.toLowerCase())
            ? trans.__('The workspace has a compute of this name.')
            : null)
      })
    ];
  },
  draft: (context, form) => {
    const { choices, trans } = context;
    const name = valueOf(form, 'name');
    const workspace = parentOf(
      context,
      choices.machineLearning,
      chosenMachineLearning(context),
      SETUP_VERSION.machineLearning
    );
    const pool = lastName(choices.pool ?? '');
    const path = `${choices.machineLearning ?? ''}/computes/${encodeURIComponent(name)}`;
    const title = trans.__(
      'Attach the pool %1 to %2 as %3',
      pool,
      workspace ? nameOf(workspace) : '',
      name
    );
    return {
      title,
      items: [
        {
          label: title,
          method: 'PUT',
          path,
          apiVersion: SETUP_VERSION.machineLearning,
          body: {
            location: workspace ? asText(workspace.location) : null,
            identity: { type: 'SystemAssigned' },
            properties: {
              computeType: SPARK,
              resourceId: choices.pool
            }
          },
          expects: [
            {
              property: ['properties', 'computeType'],
              value: SPARK,
              otherwise: trans.__(
                'The compute %1 is of another kind than an attached Spark pool.',
                name
              )
            },
            {
              property: ['properties', 'resourceId'],
              value: choices.pool ?? '',
              otherwise: trans.__(
                'The compute %1 is another pool than the chosen one.',
                name
              )
            }
          ],
          creates: { type: trans.__('Attached pool'), name, kept: null },
          settles: 'resource'
        }
      ],
      costs: [trans.__('Attaching costs nothing.')],
      warnings: [],
      chooses: path
    };
  }
};

/** Whether a compute's document is of the chosen pool. */
export function isOfPool(document: ArmDocument, pool: string | null): boolean {
  return isSameId(asText(asRecord(document.properties).resourceId), pool);
}
