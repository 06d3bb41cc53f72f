import type { TranslationBundle } from '@jupyterlab/translation';
import { errorIcon, infoIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { INotebookLookback } from '../../tokens';

/** Properties of `LookbackFindings`. */
export interface ILookbackFindingsProps {
  lookback: INotebookLookback;
  trans: TranslationBundle;
  /** For the fields, that refer to it. */
  id: string;
}

/** What is wrong with the window, or worth to know: told as it comes up. */
export function LookbackFindings(
  props: ILookbackFindingsProps
): React.JSX.Element {
  const { id, lookback, trans } = props;
  return (
    // Always there: a live region tells only what changes in it.
    <div id={id} className="syn-LookbackFindings" aria-live="polite">
      {lookback.findings.map(({ field, isNotice, problem }) => {
        const Icon = isNotice ? infoIcon : errorIcon;
        return (
          <div
            key={field}
            className={`syn-LookbackFindings-finding ${
              isNotice ? 'syn-mod-notice' : 'syn-mod-error'
            }`}
          >
            <Icon.react
              tag="span"
              className="syn-LookbackFindings-glyph"
              aria-hidden="true"
            />
            <p>
              <span className="jp-sr-only">
                {isNotice ? trans.__('Note:') : trans.__('Error:')}{' '}
              </span>
              <strong>{problem.what}</strong> {problem.why} {problem.next}
            </p>
          </div>
        );
      })}
    </div>
  );
}
