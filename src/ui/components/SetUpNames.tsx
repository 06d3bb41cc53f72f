import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ISetUpField } from '../../setUpTokens';

/** Properties of `SetUpNames`. */
export interface ISetUpNamesProps {
  field: ISetUpField;
  describedBy?: string;
  onEdit: (value: string) => void;
  trans: TranslationBundle;
}

/** From how many on there is a box to search them. */
const MANY = 8;

/** Several of many, e.g. tables: the value has one name in each line. */
export function SetUpNames(props: ISetUpNamesProps): React.JSX.Element {
  const { describedBy, field, onEdit, trans } = props;
  const id = React.useId();
  const [query, setQuery] = React.useState('');
  const chosen = field.value.split('\n').filter(name => name);
  const wanted = query.trim().toLowerCase();
  const shown = field.choices.filter(({ label, value }) =>
    `${label} ${value}`.toLowerCase().includes(wanted)
  );
  const toggle = (value: string): void => {
    const next = new Set(chosen);
    if (!next.delete(value)) {
      next.add(value);
    }
    onEdit([...next].join('\n'));
  };
  return (
    <fieldset className="syn-SetUpNames" aria-describedby={describedBy}>
      <legend>{field.label}</legend>
      {field.choices.length > MANY ? (
        <input
          type="search"
          className="jp-mod-styled"
          placeholder={trans.__('Search %1…', field.choices.length)}
          aria-label={trans.__('Search: %1', field.label)}
          spellCheck={false}
          autoComplete="off"
          value={query}
          onChange={event => setQuery(event.target.value)}
        />
      ) : null}
      <div className="syn-SetUpNames-list">
        {shown.map((one, index) => (
          <div key={one.value} className="syn-SetUpNames-name">
            <input
              type="checkbox"
              id={`${id}-${index}`}
              name={field.name}
              checked={chosen.includes(one.value)}
              disabled={one.isDisabled}
              aria-describedby={one.detail ? `${id}-${index}-more` : undefined}
              onChange={() => toggle(one.value)}
            />
            <div>
              <label htmlFor={`${id}-${index}`}>{one.label}</label>
              {one.detail ? (
                <span id={`${id}-${index}-more`} className="syn-mod-quiet">
                  {one.detail}
                </span>
              ) : null}
            </div>
          </div>
        ))}
      </div>
      <p className="syn-mod-quiet" role="status">
        {shown.length === 0
          ? trans.__('None matches “%1”.', query)
          : trans._n('%1 chosen', '%1 chosen', chosen.length)}
      </p>
    </fieldset>
  );
}
