import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon, errorIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { IProblem } from '../../core/errors';

/** Properties of `ProblemNote`. */
export interface IProblemNoteProps {
  problem: IProblem;
  trans: TranslationBundle;
  /** Buttons for the next step. */
  children?: React.ReactNode;
  /** Puts the note away; without it the note stays. */
  onDismiss?: () => void;
}

/** What happened, why, what next; status and raw answer behind *Details*. */
export function ProblemNote(props: IProblemNoteProps): React.JSX.Element {
  const { children, onDismiss, problem, trans } = props;
  return (
    <div
      className="syn-ProblemNote"
      role="group"
      aria-label={trans.__('Problem')}
    >
      <errorIcon.react
        tag="span"
        className="syn-ProblemNote-glyph"
        aria-hidden="true"
      />
      <div className="syn-ProblemNote-body">
        <p className="syn-ProblemNote-what">{problem.what}</p>
        {problem.why ? <p>{problem.why}</p> : null}
        {problem.next ? <p>{problem.next}</p> : null}
        {problem.detail ? (
          <details className="syn-Details">
            <summary>{trans.__('Details')}</summary>
            <pre tabIndex={0}>{problem.detail}</pre>
          </details>
        ) : null}
        {children ? <div className="syn-Buttons">{children}</div> : null}
      </div>
      {onDismiss ? (
        <button
          type="button"
          className="syn-IconButton"
          title={trans.__('Dismiss')}
          aria-label={trans.__('Dismiss')}
          onClick={onDismiss}
        >
          <closeIcon.react tag="span" />
        </button>
      ) : null}
    </div>
  );
}
