import type { TranslationBundle } from '@jupyterlab/translation';
import { launchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { ISetUpHint } from '../../setUpTokens';
import { safeLink } from '../setUpWords';

/** Properties of `SetUpHints`. */
export interface ISetUpHintsProps {
  hints: readonly ISetUpHint[];
  trans: TranslationBundle;
}

/** What to know about a step, with links to read on. */
export function SetUpHints(props: ISetUpHintsProps): React.JSX.Element | null {
  const { hints, trans } = props;
  if (hints.length === 0) {
    return null;
  }
  return (
    <ul className="syn-SetUpHints" aria-label={trans.__('Good to know')}>
      {hints.map(({ link, text }) => {
        const address = safeLink(link);
        return (
          <li key={text}>
            {text}
            {address ? (
              <>
                {' '}
                <a
                  className="syn-Link"
                  href={address}
                  target="_blank"
                  rel="noopener noreferrer"
                >
                  {trans.__('Read more')}
                  <span className="jp-sr-only">{`: ${text}`}</span>
                  <launchIcon.react tag="span" aria-hidden="true" />
                  <span className="jp-sr-only">
                    {trans.__('(in a new tab)')}
                  </span>
                </a>
              </>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
