import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { copyIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { ISetUpRequest } from '../../setUpTokens';
import { requestMark } from '../setUpWords';
import { ActionButton } from './ActionButton';
import { StateMark } from './StateMark';

/** Properties of `SetUpRequest`. */
export interface ISetUpRequestProps {
  request: ISetUpRequest;
  trans: TranslationBundle;
  /** Puts text on the clipboard; the system's unless told. */
  copy?: (text: string) => void;
}

/** One request of a plan: what it does, what came of it, and all of it. */
export function SetUpRequest(props: ISetUpRequestProps): React.JSX.Element {
  const { request, trans } = props;
  const { body, label, method, outcome, url } = request;
  const copy = props.copy ?? Clipboard.copyToSystem;
  const [isCopied, setIsCopied] = React.useState(false);
  const text = `${method} ${url}${body === null ? '' : `\n\n${body}`}`;
  return (
    <li className="syn-SetUpRequest">
      <div className="syn-SetUpRequest-line">
        <span>{label}</span>
        <StateMark mark={requestMark(outcome, trans)} />
      </div>
      <details className="syn-Details">
        <summary>
          <span className="syn-SetUpRequest-method">{method}</span>{' '}
          {trans.__('Request')}
          <span className="jp-sr-only">{`: ${label}`}</span>
        </summary>
        <pre tabIndex={0} aria-label={trans.__('Request: %1', label)}>
          {text}
        </pre>
        <ActionButton
          label={trans.__('Copy the request: %1', label)}
          action={async () => {
            copy(text);
            setIsCopied(true);
          }}
        >
          <copyIcon.react tag="span" aria-hidden="true" />
          {trans.__('Copy')}
        </ActionButton>
        <span role="status" className="syn-mod-quiet">
          {isCopied ? ` ${trans.__('Copied.')}` : ''}
        </span>
      </details>
    </li>
  );
}
