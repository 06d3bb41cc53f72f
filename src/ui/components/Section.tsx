import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/** Properties of `Section`. */
export interface ISectionProps {
  heading: string;
  /** Shown beside the heading, also while the section is closed. */
  status?: React.ReactNode;
  children: React.ReactNode;
  /** Whether it is closed until somebody opens it. */
  isClosedAtFirst?: boolean;
}

/** A part of the panel that opens and closes: a landmark with a heading. */
export function Section(props: ISectionProps): React.JSX.Element {
  const { children, heading, isClosedAtFirst = false, status } = props;
  const [isOpen, setIsOpen] = React.useState(!isClosedAtFirst);
  const id = React.useId();
  const Caret = isOpen ? caretDownIcon.react : caretRightIcon.react;
  return (
    <section className="syn-Section" aria-labelledby={`${id}-heading`}>
      <div className="syn-Section-title">
        <h3 className="syn-Section-heading">
          <button
            type="button"
            className="syn-Section-toggle"
            aria-expanded={isOpen}
            aria-controls={`${id}-content`}
            onClick={() => setIsOpen(!isOpen)}
          >
            <Caret tag="span" className="syn-Section-caret" />
            <span id={`${id}-heading`}>{heading}</span>
          </button>
        </h3>
        {status ? <div className="syn-Section-status">{status}</div> : null}
      </div>
      <div
        id={`${id}-content`}
        className="syn-Section-content"
        hidden={!isOpen}
      >
        {children}
      </div>
    </section>
  );
}
