import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { formatTime } from '../../lab/formatTime';
import type { ISetUpCreated } from '../../setUpTokens';
import { createdMark } from '../setUpWords';
import { ActionButton } from './ActionButton';
import { Section } from './Section';
import { StateMark } from './StateMark';

/** Properties of `SetUpCreated`. */
export interface ISetUpCreatedProps {
  /** Oldest first. */
  created: readonly ISetUpCreated[];
  /** Makes the plan to delete them. */
  onUndo: (ids: readonly string[]) => Promise<void>;
  now: () => number;
  trans: TranslationBundle;
}

/** What the assistant has created, newest first, and the way to delete it. */
export function SetUpCreated(
  props: ISetUpCreatedProps
): React.JSX.Element | null {
  const { created, now, onUndo, trans } = props;
  const id = React.useId();
  const [chosen, setChosen] = React.useState<readonly string[]>([]);
  /** What was to be deleted and is still here: there was no plan to show. */
  const [tried, setTried] = React.useState<readonly string[]>([]);
  if (created.length === 0) {
    return null;
  }
  const canGo = (one: ISetUpCreated): boolean =>
    one.state === 'there' && !one.isPart;
  const ids = created
    .filter(one => canGo(one) && chosen.includes(one.id))
    .map(one => one.id);
  const there = created.filter(one => one.state === 'there').length;
  return (
    <Section
      heading={trans.__('Created here')}
      isClosedAtFirst
      status={trans._n('%1 there', '%1 there', there)}
    >
      <ul className="syn-SetUpCreated">
        {[...created].reverse().map((one, index) => (
          <li key={one.id}>
            {canGo(one) ? (
              <input
                type="checkbox"
                id={`${id}-${index}`}
                checked={chosen.includes(one.id)}
                onChange={event => {
                  setTried([]);
                  setChosen(
                    event.target.checked
                      ? [...chosen, one.id]
                      : chosen.filter(other => other !== one.id)
                  );
                }}
              />
            ) : (
              <span className="syn-SetUpCreated-gap" />
            )}
            <div className="syn-SetUpCreated-text">
              <div className="syn-SetUpRequest-line">
                <label htmlFor={canGo(one) ? `${id}-${index}` : undefined}>
                  {one.type} <strong>{one.name}</strong>
                </label>
                <StateMark mark={createdMark(one.state, trans)} />
              </div>
              <span className="syn-mod-quiet">
                {formatTime(one.createdAt, now())}
                {one.kept && one.state === 'there' ? ` · ${one.kept}` : null}
              </span>
            </div>
          </li>
        ))}
      </ul>
      {created.some(canGo) ? (
        <>
          <p id={`${id}-how`} className="syn-mod-quiet">
            {trans.__('Choose what to delete. The next page shows it first.')}
          </p>
          <div className="syn-Buttons">
            <ActionButton
              isBlocked={ids.length === 0}
              describedBy={`${id}-how`}
              action={async () => {
                setTried([]);
                await onUndo(ids);
                setTried(ids);
              }}
            >
              {trans.__('Undo…')}
            </ActionButton>
          </div>
        </>
      ) : null}
      <div role="status">{whyNone(created, tried, trans)}</div>
    </Section>
  );
}

/** Why there is no plan to delete what was chosen; empty before. */
function whyNone(
  created: readonly ISetUpCreated[],
  tried: readonly string[],
  trans: TranslationBundle
): string {
  const all = created.filter(({ id }) => tried.includes(id));
  const reasons = all.flatMap(({ kept, name, state }) =>
    state === 'there' && kept ? [trans.__('%1: %2', name, kept)] : []
  );
  return all.length === 0
    ? ''
    : reasons.length === 0
      ? trans.__('It is not there any more.')
      : [trans.__('Nothing of it can be deleted now.'), ...reasons].join(' ');
}
