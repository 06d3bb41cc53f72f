import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ISetUpOperation } from '../../setUpTokens';
import { formatPercent } from '../format';
import { Elapsed } from './Elapsed';
import { Meter } from './Meter';
import { StateMark } from './StateMark';

/** Properties of `SetUpOperations`. */
export interface ISetUpOperationsProps {
  operations: readonly ISetUpOperation[];
  trans: TranslationBundle;
}

/** Changes that Azure is making, with how far they are. */
export function SetUpOperations(
  props: ISetUpOperationsProps
): React.JSX.Element | null {
  const { operations, trans } = props;
  if (operations.length === 0) {
    return null;
  }
  return (
    <ul className="syn-SetUpOperations" aria-label={trans.__('Under way')}>
      {operations.map(({ label, percent, startedAt, status }) => (
        <li key={label}>
          <span>{label}</span>
          <span className="syn-SetUpOperations-line">
            <StateMark mark={{ kind: 'working', word: status }} />
            <Elapsed from={startedAt} trans={trans} />
          </span>
          {percent === null ? null : (
            <Meter
              role="progressbar"
              label={label}
              share={percent / 100}
              text={formatPercent(percent / 100)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
