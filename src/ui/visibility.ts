import { ISignal } from '@lumino/signaling';
import * as React from 'react';

/**
 * Whether a view can be seen. Where it is false, `useSignal` hears nothing,
 * clocks stand and nothing is read: a panel that is closed costs nothing.
 */
export const Visibility = React.createContext(true);

/** What tells whether a widget is shown. */
export interface IShown {
  readonly isVisible: boolean;
  readonly visibleChanged: ISignal<unknown, void>;
}

/** Whether a widget is shown, in a page that is. */
export function useVisible(widget: IShown): boolean {
  const read = (): boolean => widget.isVisible && !document.hidden;
  const [isVisible, setIsVisible] = React.useState(read);
  React.useEffect(() => {
    const update = (): void => setIsVisible(read());
    update();
    widget.visibleChanged.connect(update);
    document.addEventListener('visibilitychange', update);
    return () => {
      widget.visibleChanged.disconnect(update);
      document.removeEventListener('visibilitychange', update);
    };
  }, [widget]);
  return isVisible;
}
