import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { SynapseError } from '../core/errors';
import { DEFAULT_LOOKBACK } from '../core/lookback';
import { SETUP_RULES } from '../core/setUpRules';
import { setUpContainer, setUpTarget, setUpValues } from '../core/setUpTarget';
import { ITarget } from '../core/target';
import { fillSource, pythonLiteral, TemplateValues } from '../core/templates';
import { cloudValues } from '../core/templateValues';
import type { SetUpFinish } from '../setUpTokens';
import type { INotebookSession } from '../tokens';
import type { SetUpAssistant } from './setUpAssistant';
import { MOST_ROUNDS } from './setUpProposal';

/** What the command for new notebooks is given. */
export interface ISetUpTemplate {
  template: 'beaconing';
  parameters: TemplateValues;
  target: ITarget;
  run: boolean;
}

/** Where the result is written. */
export interface ISetUpNotebooks {
  /** Null: no notebooks are open here, ever. */
  tracker: Pick<INotebookTracker, 'currentWidget'> | null;
  sessionOf: (panel: NotebookPanel) => INotebookSession | null;
  /** Makes a notebook from a template, and opens it. */
  openTemplate: (request: ISetUpTemplate) => Promise<unknown>;
  /** Makes sure that the pool can be reached. */
  ready?: (target: ITarget) => Promise<void>;
}

const DAY = 86_400_000;

/** Writes what was chosen into a notebook, or opens a hunt with it. */
export async function finishSetUp(
  assistant: SetUpAssistant,
  how: SetUpFinish,
  { openTemplate, ready, sessionOf, tracker }: ISetUpNotebooks
): Promise<void> {
  const { clock, trans } = assistant.options;
  const rules = SETUP_RULES[SETUP_RULES.length - 1];
  const asked = () => {
    const context = assistant.context(rules);
    const { arm, connection } = assistant;
    return {
      context,
      target:
        arm && connection ? setUpTarget(context, connection, arm.origin) : null
    };
  };
  // It may ask for what was not read yet, or what another look has let go of.
  let found = asked();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (found.target && assistant.facts.isComplete(rules.id)) {
      break;
    }
    if (assistant.arm) {
      await assistant.readWanted();
    } else {
      await assistant.check();
    }
    if (!assistant.arm) {
      break;
    }
    found = asked();
  }
  const { context, target } = found;
  if (!target) {
    throw noPool(assistant);
  }
  const now = clock.now();
  const rule = context.choices.export;
  const made = assistant.kept.created.find(({ id }) => id === rule);
  const values = {
    ...setUpValues(context, target, {
      today: isoDay(now),
      yesterday: isoDay(now - DAY),
      isNew: made !== undefined && now - made.createdAt < DAY
    }),
    ...(!context.isLocal && cloudValues(assistant.arm?.origin ?? null))
  };
  assistant.update();
  await ready?.(target);
  const panel = how === 'notebook' ? (tracker?.currentWidget ?? null) : null;
  if (!panel) {
    await openTemplate({
      template: 'beaconing',
      parameters: values,
      target,
      run: how === 'hunt'
    });
    return;
  }
  const session = sessionOf(panel);
  if (session && !isFree(session)) {
    throw new SynapseError({
      kind: 'session',
      what: trans.__('The notebook has a session on another pool.'),
      next: trans.__(
        'Stop it first, or open the hunt, which is a new notebook.'
      )
    });
  }
  const container = setUpContainer(context);
  await writeParameters(
    panel,
    values,
    parameterCells(values, target, container)
  );
  await session?.chooseTarget(target);
}

/** Without a pool; with the reason where Azure was asked for it in vain. */
function noPool({ options, steps }: SetUpAssistant): SynapseError {
  const { trans } = options;
  const what = trans.__('There is no Spark pool to run on yet.');
  const pool = steps.findIndex(({ id }) => id === 'pool');
  const failed = steps.slice(0, pool + 1).find(({ problem }) => problem);
  return failed?.problem
    ? new SynapseError({
        ...failed.problem,
        what,
        why: trans.__(
          'The step %1 is not done: %2',
          failed.label,
          [failed.problem.what, failed.problem.why].filter(Boolean).join(' ')
        )
      })
    : new SynapseError({
        kind: 'notFound',
        what,
        next: trans.__('Choose one, or create it, in the step Spark pool.')
      });
}

function isFree({ phase }: INotebookSession): boolean {
  return phase === 'none' || phase === 'ended';
}

/** A day in UTC, `YYYY-MM-DD`. */
function isoDay(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

/** Fills the literals of the cells; adds cells where none assigns a name. */
async function writeParameters(
  { context }: NotebookPanel,
  values: TemplateValues,
  missing: readonly string[]
): Promise<void> {
  const { parser } = await import(
    /* webpackChunkName: "python" */ '@lezer/python'
  );
  const { sharedModel } = context.model;
  let isFound = false;
  sharedModel.transact(() => {
    for (const cell of sharedModel.cells) {
      if (cell.cell_type !== 'code' || cell.getMetadata('editable') === false) {
        continue;
      }
      const before = cell.getSource();
      isFound ||=
        /^(?:account_name|synapse_spark_compute|amlworkspace)\s*=/m.test(
          before
        );
      const after = fillSource(
        before,
        values,
        text => parser.parse(text).topNode
      );
      if (after !== before) {
        cell.setSource(after);
      }
    }
  });
  if (!isFound) {
    for (const source of [...missing].reverse()) {
      sharedModel.insertCell(0, {
        cell_type: 'code',
        source,
        metadata: { tags: ['parameters'], trusted: true }
      });
    }
  }
}

/** Cells with the parameters, as the documented hunts write them. */
export function parameterCells(
  values: TemplateValues,
  target: ITarget,
  container: string | null
): string[] {
  const all: TemplateValues = {
    lookback_days: DEFAULT_LOOKBACK.lookbackDays,
    ...values,
    ...(container && { container_name: container })
  };
  const lines = (names: readonly string[]): string[] =>
    names.flatMap(name => {
      const value = all[name];
      const plain = name.replace(/^(?:kernel|spark)\./, '');
      return value === undefined ? [] : [`${plain} = ${pythonLiteral(value)}`];
    });
  const kernel = lines([
    'amlworkspace',
    'kernel.subscription_id',
    'kernel.resource_group',
    'linkedservice',
    'synapse_spark_compute'
  ]);
  const spark = lines([
    'account_name',
    'container_name',
    'spark.subscription_id',
    'spark.resource_group',
    'workspace_name',
    'end_date',
    'lookback_days'
  ]);
  return [
    ...(target.compute ? [kernel.join('\n')] : []),
    ['%%synapse', ...spark].join('\n')
  ];
}
