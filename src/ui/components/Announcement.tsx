import * as React from 'react';
import { createPortal } from 'react-dom';

/**
 * A text for assistive technology alone, which reads it out when it changes.
 * It is in the page's body: inside a closed sidebar nothing is announced, and
 * no change of views takes it away.
 */
export function Announcement(props: { text: string }): React.JSX.Element {
  return createPortal(
    <div className="jp-sr-only" role="status" aria-live="polite">
      {props.text}
    </div>,
    document.body
  );
}
