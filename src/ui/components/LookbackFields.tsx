import type { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';
import { LOOKBACK_RULES, LookbackRule } from '../../core/lookback';
import { typedDay, typedNumber } from '../../core/lookbackCheck';
import type { INotebookLookback } from '../../tokens';
import { hourText, ruleName, ruleUse } from '../lookbackWords';

/** Properties of `LookbackFields`. */
export interface ILookbackFieldsProps {
  lookback: INotebookLookback;
  trans: TranslationBundle;
  /** Id of what is said about the fields. */
  findingsId: string;
}

const HOURS = Array.from({ length: 25 }, (_, hour) => hour);

/** End date, number of days, rule and hours. */
export function LookbackFields(props: ILookbackFieldsProps): React.JSX.Element {
  const { findingsId, lookback, trans } = props;
  const { computed, draft, findings, source } = lookback;
  const isWrong = (name: 'endDate' | 'lookbackDays' | 'hours'): boolean =>
    findings.some(({ field, isNotice }) => field === name && !isNotice);
  const said = (name: 'endDate' | 'lookbackDays' | 'hours') => ({
    'aria-invalid': isWrong(name) || undefined,
    'aria-describedby': isWrong(name) ? findingsId : undefined
  });
  const written = (name: 'endDate' | 'lookbackDays', known: string): string =>
    computed.includes(name) ? (source?.[name]?.source ?? '') : known;
  const hour = (name: 'fromHour' | 'toHour', label: string) => (
    <HTMLSelect
      aria-label={label}
      value={draft[name]}
      {...said('hours')}
      onChange={({ target }) => lookback.edit({ [name]: Number(target.value) })}
    >
      {(name === 'fromHour' ? HOURS.slice(0, -1) : HOURS.slice(1)).map(
        value => (
          <option key={value} value={value}>
            {hourText(value)}
          </option>
        )
      )}
    </HTMLSelect>
  );
  return (
    <div className="syn-LookbackFields">
      <label>
        <span>{trans.__('End date')}</span>
        <TextField
          value={written('endDate', String(draft.endDate.value ?? ''))}
          isReadOnly={computed.includes('endDate')}
          onCommit={text => lookback.edit({ endDate: typedDay(text) })}
          {...said('endDate')}
        />
      </label>
      <label className="syn-mod-narrow">
        <span>{trans.__('Days')}</span>
        <TextField
          value={written('lookbackDays', draft.lookbackDays.source)}
          isReadOnly={computed.includes('lookbackDays')}
          inputMode="numeric"
          onCommit={text => lookback.edit({ lookbackDays: typedNumber(text) })}
          {...said('lookbackDays')}
        />
      </label>
      <label className="syn-mod-wide">
        <span>{trans.__('Rule')}</span>
        <HTMLSelect
          aria-describedby={`${findingsId}-rule`}
          value={draft.rule}
          onChange={({ target }) =>
            lookback.edit({ rule: target.value as LookbackRule })
          }
        >
          {LOOKBACK_RULES.map(rule => (
            <option key={rule} value={rule}>
              {ruleName(rule, trans)}
            </option>
          ))}
        </HTMLSelect>
      </label>
      <p
        id={`${findingsId}-rule`}
        className="syn-LookbackFields-use syn-mod-wide syn-mod-quiet"
      >
        {ruleUse(draft.rule, trans)}
      </p>
      <div
        className="syn-LookbackFields-hours syn-mod-wide"
        role="group"
        aria-label={trans.__('Hours in UTC')}
      >
        <span>{trans.__('Hours (UTC)')}</span>
        <span className="syn-LookbackFields-pair">
          {hour('fromHour', trans.__('From hour of the first day'))}
          <span aria-hidden="true">–</span>
          {hour('toHour', trans.__('To hour of the last day'))}
        </span>
      </div>
    </div>
  );
}

/** Properties of a `TextField`. */
interface ITextFieldProps {
  value: string;
  isReadOnly: boolean;
  onCommit: (text: string) => void;
  inputMode?: 'numeric';
  'aria-invalid'?: boolean;
  'aria-describedby'?: string;
}

/**
 * A field whose text counts when the user has finished it, by Enter or by
 * leaving it: half a date is no mistake.
 */
function TextField(props: ITextFieldProps): React.JSX.Element {
  const { isReadOnly, onCommit, value, ...rest } = props;
  const [typed, setTyped] = React.useState<string | null>(null);
  // What the notebook says meanwhile is stronger than what was begun.
  React.useEffect(() => setTyped(null), [value]);
  const commit = (): void => {
    if (typed !== null && typed !== value) {
      onCommit(typed);
    }
    setTyped(null);
  };
  return (
    <input
      {...rest}
      type="text"
      className="jp-mod-styled"
      spellCheck={false}
      autoComplete="off"
      maxLength={80}
      readOnly={isReadOnly}
      value={typed ?? value}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={commit}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          commit();
        } else if (event.key === 'Escape' && typed !== null) {
          event.stopPropagation();
          setTyped(null);
        }
      }}
    />
  );
}
