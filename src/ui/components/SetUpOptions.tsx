import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ISetUpOption } from '../../setUpTokens';
import { warningIcon } from '../stateIcons';

/** Properties of `SetUpOptions`. */
export interface ISetUpOptionsProps {
  /** What is chosen, e.g. `Spark pool`. */
  label: string;
  options: readonly ISetUpOption[];
  /** The id of the chosen one; null: none. */
  chosen: string | null;
  onChoose: (id: string) => void;
  trans: TranslationBundle;
}

/** From how many on there is a box to search them. */
const MANY = 8;
/** How many are shown at a time: a tenant may have hundreds. */
const SHOWN = 60;

/** How far an arrow key moves the focus. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1
};

/**
 * What exists and can be chosen, as radio buttons.
 *
 * #### Notes
 * Arrow keys move the focus and choose nothing: a choice drops those that
 * hang on it, and reads much. Space, Enter or a click chooses.
 */
export function SetUpOptions(
  props: ISetUpOptionsProps
): React.JSX.Element | null {
  const { chosen, label, onChoose, options, trans } = props;
  const id = React.useId();
  const [query, setQuery] = React.useState('');
  if (options.length === 0) {
    return null;
  }
  const found = matching(options, query);
  const shown = found.slice(0, SHOWN);
  const current = options.find(one => one.id === chosen);
  // What is chosen stays in sight, whatever is searched for.
  if (current && !shown.includes(current)) {
    shown.unshift(current);
  }
  const hidden = found.length - Math.min(found.length, SHOWN);
  return (
    <fieldset className="syn-SetUpOptions" aria-describedby={`${id}-keys`}>
      <legend>{label}</legend>
      <p id={`${id}-keys`} className="jp-sr-only">
        {trans.__('Arrow keys move, Space chooses.')}
      </p>
      {options.length > MANY ? (
        <input
          type="search"
          className="jp-mod-styled"
          placeholder={trans.__('Search %1…', options.length)}
          aria-label={trans.__('Search: %1', label)}
          spellCheck={false}
          autoComplete="off"
          value={query}
          onChange={event => setQuery(event.target.value)}
        />
      ) : null}
      <div className="syn-SetUpOptions-list" onKeyDown={moveFocus}>
        {shown.map(one => (
          <Option
            key={one.id}
            name={id}
            option={one}
            isChosen={one.id === chosen}
            onChoose={onChoose}
          />
        ))}
      </div>
      {found.length === 0 || hidden > 0 ? (
        <p className="syn-mod-quiet" role="status">
          {hidden > 0
            ? trans._n('%1 more: search.', '%1 more: search.', hidden)
            : trans.__('None matches “%1”.', query)}
        </p>
      ) : null}
    </fieldset>
  );
}

/** Moves the focus as arrow keys do among radio buttons, and no more. */
function moveFocus(event: React.KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const radios = [
    ...event.currentTarget.querySelectorAll<HTMLElement>('input[type="radio"]')
  ];
  const at = radios.indexOf(event.target as HTMLElement);
  if (at >= 0) {
    event.preventDefault();
    radios.at((at + step) % radios.length)?.focus();
  }
}

function Option(props: {
  name: string;
  option: ISetUpOption;
  isChosen: boolean;
  onChoose: (id: string) => void;
}): React.JSX.Element {
  const { isChosen, name, onChoose, option } = props;
  const id = React.useId();
  return (
    <div className="syn-SetUpOptions-option">
      <input
        type="radio"
        id={id}
        name={name}
        checked={isChosen}
        aria-describedby={`${id}-more`}
        onChange={() => onChoose(option.id)}
        onKeyDown={event => {
          if (event.key === 'Enter' && !isChosen) {
            event.preventDefault();
            onChoose(option.id);
          }
        }}
      />
      <div>
        <label htmlFor={id}>{option.name}</label>
        <div id={`${id}-more`}>
          {option.detail ? (
            <span className="syn-SetUpOptions-detail">{option.detail}</span>
          ) : null}
          {option.warning ? (
            <span className="syn-SetUpOptions-warning">
              <warningIcon.react
                tag="span"
                className="syn-Warning-glyph"
                aria-hidden="true"
              />
              {option.warning}
            </span>
          ) : null}
        </div>
      </div>
    </div>
  );
}

/** Those that have all words of the query in name, detail or id. */
function matching(
  options: readonly ISetUpOption[],
  query: string
): ISetUpOption[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return options.filter(({ detail, id, name }) => {
    const text = `${name} ${detail} ${id}`.toLowerCase();
    return words.every(word => text.includes(word));
  });
}
