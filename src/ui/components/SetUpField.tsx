import type { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { ISetUpField } from '../../setUpTokens';
import { SetUpNames } from './SetUpNames';

/** Properties of `SetUpField`. */
export interface ISetUpFieldProps {
  field: ISetUpField;
  /** Whether its problem is shown: not before anything was typed. */
  isTouched: boolean;
  onEdit: (value: string) => void;
  trans: TranslationBundle;
}

/** One field of a form, with what it means and what is wrong with it. */
export function SetUpField(props: ISetUpFieldProps): React.JSX.Element {
  const { field, isTouched, onEdit, trans } = props;
  const id = React.useId();
  const chosen = field.choices.find(one => one.value === field.value);
  // A name has to be given: that is no news before somebody was there.
  const problem = isTouched || field.value ? field.problem : null;
  const help = [field.kind === 'choice' ? chosen?.detail : '', field.help]
    .filter(text => text)
    .join(' ');
  const said = [help ? `${id}-help` : '', problem ? `${id}-problem` : '']
    .filter(text => text)
    .join(' ');
  const notes = (
    <>
      {help ? (
        <p id={`${id}-help`} className="syn-mod-quiet">
          {help}
        </p>
      ) : null}
      {problem ? (
        <p id={`${id}-problem`} className="syn-SetUpField-problem">
          {problem}
        </p>
      ) : null}
    </>
  );
  const common = {
    id,
    name: field.name,
    'aria-describedby': said || undefined,
    'aria-invalid': problem !== null || undefined
  };
  switch (field.kind) {
    case 'names':
      return (
        <div className="syn-SetUpField">
          <SetUpNames
            field={field}
            describedBy={said || undefined}
            onEdit={onEdit}
            trans={trans}
          />
          {notes}
        </div>
      );
    case 'flag':
      return (
        <div className="syn-SetUpField">
          <div className="syn-SetUpField-flag">
            <input
              {...common}
              type="checkbox"
              checked={field.value === 'true'}
              onChange={event => onEdit(String(event.target.checked))}
            />
            <label htmlFor={id}>{field.label}</label>
          </div>
          {notes}
        </div>
      );
    case 'choice':
      return (
        <div className="syn-SetUpField">
          <label htmlFor={id}>{field.label}</label>
          <HTMLSelect
            {...common}
            value={field.value}
            onChange={event => onEdit(event.target.value)}
          >
            {chosen ? null : (
              <option value={field.value}>{field.value || '—'}</option>
            )}
            {field.choices.map(({ isDisabled, label, value }) => (
              <option key={value} value={value} disabled={isDisabled}>
                {label}
              </option>
            ))}
          </HTMLSelect>
          {notes}
        </div>
      );
    case 'number':
    case 'text':
      return (
        <div className="syn-SetUpField">
          <label htmlFor={id}>{field.label}</label>
          <input
            {...common}
            type="text"
            className="jp-mod-styled"
            inputMode={field.kind === 'number' ? 'numeric' : undefined}
            autoComplete="off"
            spellCheck={false}
            value={field.value}
            onChange={event => onEdit(event.target.value)}
          />
          {notes}
        </div>
      );
  }
}
