import type { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';
import { ISessionSizes } from '../../core/livy';
import { SIZE_PRESETS, presetsFor } from '../../core/sessionSizes';
import { formatMemory } from '../format';
import { ISizeDraft } from '../sizeDraft';

/** Properties of `SizeForm`. */
export interface ISizeFormProps {
  draft: ISizeDraft;
  /** vCores of the pool's nodes; null when not known. */
  nodeCores: number | null;
  trans: TranslationBundle;
}

const CUSTOM = 'custom';

/** The sizes of the next session: a preset, or each by itself. */
export function SizeForm(props: ISizeFormProps): React.JSX.Element {
  const { draft, nodeCores, trans } = props;
  const id = React.useId();
  const { preset } = draft;
  const offered = presetsFor(nodeCores);
  // One that does not fit on a node is shown too while it is chosen.
  const presets =
    preset && !offered.includes(preset) ? [...offered, preset] : offered;
  return (
    <div
      className="syn-SizeForm"
      role="group"
      aria-label={trans.__('Sizes of the session')}
    >
      <label htmlFor={`${id}-size`}>{trans.__('Size')}</label>
      <HTMLSelect
        id={`${id}-size`}
        value={preset?.name ?? CUSTOM}
        onChange={event => {
          const { value } = event.target;
          draft.choose(SIZE_PRESETS.find(one => one.name === value) ?? null);
        }}
      >
        {presets.map(({ name, cores, memory }) => (
          <option key={name} value={name} title={formatMemory(memory)}>
            {trans.__('%1 (%2 vCores)', name, cores)}
          </option>
        ))}
        <option value={CUSTOM}>{trans.__('Custom')}</option>
      </HTMLSelect>
      <SizeField {...props} name="numExecutors" />
      {preset ? null : (
        <>
          <SizeField {...props} name="driverCores" />
          <SizeField {...props} name="driverMemory" />
          <SizeField {...props} name="executorCores" />
          <SizeField {...props} name="executorMemory" />
        </>
      )}
    </div>
  );
}

function SizeField(
  props: ISizeFormProps & { name: keyof ISessionSizes }
): React.JSX.Element {
  const { draft, name, trans } = props;
  const id = React.useId();
  const isMemory = name.endsWith('Memory');
  const isWrong = draft.parsed[name] === null;
  const labels: Record<keyof ISessionSizes, string> = {
    numExecutors: trans.__('Executors'),
    driverCores: trans.__('Driver vCores'),
    driverMemory: trans.__('Driver memory'),
    executorCores: trans.__('Executor vCores'),
    executorMemory: trans.__('Executor memory')
  };
  return (
    <>
      <label htmlFor={id}>{labels[name]}</label>
      <input
        id={id}
        className="jp-mod-styled"
        type={isMemory ? 'text' : 'number'}
        min={isMemory ? undefined : 1}
        step={isMemory ? undefined : 1}
        size={6}
        value={draft.texts[name]}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? `${id}-error` : undefined}
        onChange={event => draft.type(name, event.target.value)}
        onBlur={draft.commit}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            draft.commit();
          }
        }}
      />
      {isWrong ? (
        <span id={`${id}-error`} className="syn-SizeForm-error">
          {isMemory
            ? trans.__('An amount such as 28g.')
            : trans.__('A whole number from 1 on.')}
        </span>
      ) : null}
    </>
  );
}
