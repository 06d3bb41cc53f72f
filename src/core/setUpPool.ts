import { asText } from './guards';
import { isUsable, nameOf, unusableText } from './setUpDocument';
import { between, choice, field, isSet, numberOf, valueOf } from './setUpForm';
import { poolName } from './setUpNames';
import {
  chosenPool,
  poolDetail,
  poolDocuments,
  poolOption,
  poolsPath
} from './setUpPools';
import { synapseParent } from './setUpSynapse';
import type { ISetUpRules } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

/** vCores and GB of a node by its size. */
const SIZES = {
  Small: [4, 32],
  Medium: [8, 64],
  Large: [16, 128]
} as const;

/** Azure's least and most nodes of a pool. */
const NODES = { least: 3, most: 200 };

/** The Spark pool of the Synapse workspace. */
export const setUpPool: ISetUpRules = {
  id: 'pool',
  needs: ['account', 'synapse'],
  isOptional: false,
  label: trans => trans.__('Spark pool'),
  explanation: trans =>
    trans.__(
      'The machines that hunts run on. A pool is a description: nodes run, and cost, only while a session uses them and until the pool pauses.'
    ),
  look: context => {
    const { facts, trans } = context;
    const reading = facts.all(poolsPath(context), SETUP_VERSION.synapse);
    const options = reading.documents.map(one => poolOption(one, context));
    const chosen = chosenPool(context);
    if (reading.problem) {
      return {
        state: 'unknown',
        text: trans.__('The Spark pools could not be read.'),
        problem: reading.problem
      };
    }
    return chosen && isUsable(chosen)
      ? {
          state: 'done',
          options,
          text: trans.__('%1: %2.', nameOf(chosen), poolDetail(chosen, context))
        }
      : {
          state: 'todo',
          options,
          text: chosen
            ? unusableText(chosen, trans)
            : options.length
              ? trans.__('Choose a Spark pool, or create one.')
              : trans.__('The workspace has none. Create one.')
        };
  },
  form: context => {
    const { edits, trans } = context;
    const taken = poolDocuments(context).map(one => nameOf(one).toLowerCase());
    const scales = (edits.autoScale ?? 'true') === 'true';
    const pauses = (edits.autoPause ?? 'true') === 'true';
    const least = numberOf(edits.minNodes ?? '3') || NODES.least;
    return [
      field(context, {
        name: 'name',
        label: trans.__('Name'),
        value: taken.includes('hunts') ? '' : 'hunts',
        check: name =>
          poolName(trans, name) ??
          (taken.includes(name.toLowerCase())
            ? trans.__('The workspace has a pool of this name.')
            : null)
      }),
      field(context, {
        name: 'sparkVersion',
        label: trans.__('Spark version'),
        kind: 'choice',
        value: '3.5',
        choices: [
          choice('3.5', 'Spark 3.5', trans.__('supported')),
          choice(
            '3.4',
            'Spark 3.4',
            trans.__('Its support ended on 2026-03-31: Azure may refuse it.')
          )
        ]
      }),
      field(context, {
        name: 'nodeSize',
        label: trans.__('Size of a node'),
        kind: 'choice',
        value: 'Small',
        choices: Object.entries(SIZES).map(([name, [cores, memory]]) =>
          choice(name, name, trans.__('%1 vCores, %2 GB', cores, memory))
        )
      }),
      field(context, {
        name: 'autoScale',
        label: trans.__('More nodes when they are needed'),
        kind: 'flag',
        value: 'true'
      }),
      field(context, {
        name: 'minNodes',
        label: scales ? trans.__('Nodes, at least') : trans.__('Nodes'),
        kind: 'number',
        value: '3',
        help: trans.__('One of them is for the driver.'),
        check: between(trans, NODES.least, NODES.most)
      }),
      ...(scales
        ? [
            field(context, {
              name: 'maxNodes',
              label: trans.__('Nodes, at most'),
              kind: 'number',
              value: String(Math.max(10, least)),
              check: between(trans, least, NODES.most)
            })
          ]
        : []),
      field(context, {
        name: 'autoPause',
        label: trans.__('Pause when nothing runs'),
        kind: 'flag',
        value: 'true',
        help: pauses
          ? null
          : trans.__(
              'Without it the nodes run, and cost, day and night once they were started.'
            )
      }),
      ...(pauses
        ? [
            field(context, {
              name: 'pauseMinutes',
              label: trans.__('Minutes without work until then'),
              kind: 'number',
              value: '15',
              check: between(trans, 5, 10_080)
            })
          ]
        : [])
    ];
  },
  draft: (context, form) => {
    const { trans } = context;
    const name = valueOf(form, 'name');
    const workspace = synapseParent(context);
    const size = valueOf(form, 'nodeSize') as keyof typeof SIZES;
    const [cores] = SIZES[size] ?? [4];
    const scales = isSet(form, 'autoScale');
    const least = numberOf(valueOf(form, 'minNodes'));
    const most = scales ? numberOf(valueOf(form, 'maxNodes')) : least;
    const pauses = isSet(form, 'autoPause');
    const path = `${poolsPath(context)}/${encodeURIComponent(name)}`;
    const title = trans.__(
      'Create the Spark pool %1 in %2',
      name,
      workspace ? nameOf(workspace) : ''
    );
    return {
      title,
      items: [
        {
          label: title,
          method: 'PUT',
          path,
          apiVersion: SETUP_VERSION.synapse,
          body: {
            location: workspace ? asText(workspace.location) : null,
            properties: {
              sparkVersion: valueOf(form, 'sparkVersion'),
              nodeCount: least,
              nodeSize: size,
              nodeSizeFamily: 'MemoryOptimized',
              autoScale: scales
                ? { enabled: true, minNodeCount: least, maxNodeCount: most }
                : { enabled: false },
              autoPause: pauses
                ? {
                    enabled: true,
                    delayInMinutes: numberOf(valueOf(form, 'pauseMinutes'))
                  }
                : { enabled: false }
            }
          },
          creates: { type: trans.__('Spark pool'), name, kept: null },
          settles: 'resource'
        }
      ],
      costs: [
        trans.__(
          'The pool itself costs nothing. While it runs it takes %1 to %2 vCores, paid by the vCore-hour: %3 to %4 vCore-hours each hour.',
          least * cores,
          most * cores,
          least * cores,
          most * cores
        ),
        trans.__(
          'What a vCore-hour costs in your region stands on Azure’s page of Synapse prices, under Apache Spark.'
        )
      ],
      warnings: [
        ...(pauses
          ? []
          : [
              trans.__(
                'The pool does not pause: once started its nodes run, and cost, until somebody stops them.'
              )
            ]),
        ...(valueOf(form, 'sparkVersion') === '3.4'
          ? [
              trans.__(
                'The support of Spark 3.4 ended on 2026-03-31: Azure turns such pools off.'
              )
            ]
          : []),
        ...(most * cores > 200
          ? [
              trans.__(
                'A new workspace may have a quota of less than %1 vCores: sessions beyond it are refused.',
                most * cores
              )
            ]
          : [])
      ],
      chooses: path
    };
  }
};
