import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { IConnection } from '../../core/connection';
import { HandResult, IHandInput, handTarget } from '../../core/handTarget';
import { IPoolChoice } from '../../core/target';
import type { IPools } from '../../tokens';

/** Properties of `HandForm`. */
export interface IHandFormProps {
  pools: IPools;
  trans: TranslationBundle;
  onChoose: (choice: IPoolChoice) => void;
  /** Back to the list. */
  onBack: () => void;
}

/**
 * Names a pool that no list has: who may run Spark need not be allowed to see
 * it in Azure.
 */
export function HandForm(props: IHandFormProps): React.JSX.Element {
  const { onBack, onChoose, pools, trans } = props;
  const id = React.useId();
  const connections = pools.status?.connections.filter(
    one => one.available && one.signedIn !== false
  );
  const [chosen, setChosen] = React.useState(
    connections?.find(one => one.kind === 'synapse')?.id ??
      connections?.[0]?.id ??
      ''
  );
  const connection = connections?.find(one => one.id === chosen) ?? null;
  const [input, setInput] = React.useState<IHandInput>({
    workspace: '',
    pool: ''
  });
  const [fault, setFault] = React.useState<Fault | null>(null);
  const first = React.useRef<HTMLSelectElement>(null);
  React.useEffect(() => first.current?.focus(), []);

  const onSubmit = (event: React.FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!connection) {
      return;
    }
    const result = handTarget(connection, input);
    if ('target' in result) {
      onChoose(handChoice(result.target, connection));
    } else {
      setFault(result);
      event.currentTarget
        .querySelector<HTMLInputElement>(`[name="${result.field}"]`)
        ?.focus();
    }
  };
  const field = (name: keyof IHandInput, label: string, hint: string) => (
    <Field
      id={`${id}-${name}`}
      name={name}
      label={label}
      hint={hint}
      problem={
        fault?.field === name ? faultText(fault, connection, trans) : null
      }
      value={input[name]}
      onChange={value => {
        setInput({ ...input, [name]: value });
        setFault(null);
      }}
    />
  );
  return (
    <div
      className="syn-HandForm"
      role="dialog"
      aria-label={trans.__('Enter a Spark pool by hand')}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onBack();
        }
      }}
    >
      <form noValidate onSubmit={onSubmit}>
        <label htmlFor={`${id}-connection`}>{trans.__('Connection')}</label>
        <select
          ref={first}
          id={`${id}-connection`}
          className="jp-mod-styled"
          value={chosen}
          onChange={event => {
            setChosen(event.target.value);
            setFault(null);
          }}
        >
          {connections?.map(one => (
            <option key={one.id} value={one.id}>
              {one.label}
            </option>
          ))}
        </select>
        {connection?.kind === 'livy' ? (
          <p className="syn-mod-quiet">
            {trans.__('A Livy endpoint has no pools: the endpoint is chosen.')}
          </p>
        ) : (
          <>
            {field(
              'workspace',
              trans.__('Synapse workspace'),
              trans.__('Its name or endpoint, or the resource id of the pool')
            )}
            {field(
              'pool',
              trans.__('Spark pool'),
              trans.__('Its name, e.g. sparkpool01')
            )}
          </>
        )}
        <div className="syn-Buttons">
          <button type="submit" className="jp-mod-styled jp-mod-accept">
            {trans.__('Use this pool')}
          </button>
          <button
            type="button"
            className="jp-mod-styled jp-mod-reject"
            onClick={onBack}
          >
            {trans.__('Back to the list')}
          </button>
        </div>
      </form>
    </div>
  );
}

type Fault = Exclude<HandResult, { target: unknown }>;

interface IFieldProps {
  id: string;
  name: string;
  label: string;
  hint: string;
  problem: string | null;
  value: string;
  onChange: (value: string) => void;
}

function Field(props: IFieldProps): React.JSX.Element {
  const { hint, id, label, name, onChange, problem, value } = props;
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        className="jp-mod-styled"
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        aria-invalid={problem !== null || undefined}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
      <p
        id={`${id}-hint`}
        className={problem ? 'syn-HandForm-problem' : 'syn-mod-quiet'}
        role={problem ? 'alert' : undefined}
      >
        {problem ?? hint}
      </p>
    </>
  );
}

function faultText(
  { fault, field }: Fault,
  connection: IConnection | null,
  trans: TranslationBundle
): string {
  switch (fault) {
    case 'missing':
      return field === 'pool'
        ? trans.__('Name the pool.')
        : trans.__('Name the workspace.');
    case 'host':
      return trans.__(
        'This host is not a Synapse workspace that %1 reaches.',
        connection?.label ?? ''
      );
    case 'format':
      return field === 'pool'
        ? trans.__(
            'A pool has at most 15 letters and digits, and begins with a letter.'
          )
        : trans.__(
            'A workspace has letters, digits and hyphens only, at most 50.'
          );
  }
}

function handChoice(
  target: IPoolChoice['target'],
  connection: IConnection
): IPoolChoice {
  return {
    id: `hand:${connection.id}:${target.endpoint}:${target.pool}`,
    target,
    label: connection.kind === 'livy' ? connection.label : target.pool,
    detail: target.workspace ?? '',
    available: true,
    reason: null
  };
}
