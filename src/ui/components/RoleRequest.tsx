import * as React from 'react';
import { ActionButton } from './ActionButton';

/** Properties of `RoleRequest`. */
export interface IRoleRequestProps {
  /** For whoever can give what is missing; empty: nothing is. */
  text: string;
  /** Of the button that copies it. */
  label: string;
  /** What the text is. */
  summary: string;
  onCopy: (text: string) => void;
  /** Buttons before its own. */
  children?: React.ReactNode;
}

/** A text for an administrator: to copy, and to read before. */
export function RoleRequest(props: IRoleRequestProps): React.JSX.Element {
  const { children, label, onCopy, summary, text } = props;
  const id = React.useId();
  return (
    <>
      <div className="syn-Buttons">
        {children}
        {text ? (
          <ActionButton action={async () => onCopy(text)} describedBy={id}>
            {label}
          </ActionButton>
        ) : null}
      </div>
      {text ? (
        <details className="syn-Details">
          <summary id={id}>{summary}</summary>
          <pre tabIndex={0}>{text}</pre>
        </details>
      ) : null}
    </>
  );
}
