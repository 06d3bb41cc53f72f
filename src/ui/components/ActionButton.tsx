import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

/** Properties of `ActionButton`. */
export interface IActionButtonProps {
  /** Runs on click; the button takes no other click until it is over. */
  action: () => Promise<void>;
  children: React.ReactNode;
  /** The one that most people want next. */
  isPrimary?: boolean;
  /** Says more than the visible text, for assistive technology. */
  label?: string;
  className?: string;
  /** Whether it cannot work now; `describedBy` says why. */
  isBlocked?: boolean;
  /** Id of an element with more words about it. */
  describedBy?: string;
}

/**
 * A button of Lab's that does one thing at a time.
 *
 * #### Notes
 * While it works it is `aria-disabled`, not `disabled`: a disabled button
 * loses the focus, and whoever uses the keyboard their place.
 */
export function ActionButton(props: IActionButtonProps): React.JSX.Element {
  const { action, children, className, describedBy, isPrimary, label } = props;
  const { isBlocked = false } = props;
  const [isWorking, setIsWorking] = React.useState(false);
  const isMounted = React.useRef(true);
  React.useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  const click = async (): Promise<void> => {
    if (isWorking || isBlocked) {
      return;
    }
    setIsWorking(true);
    try {
      await action();
    } finally {
      if (isMounted.current) {
        setIsWorking(false);
      }
    }
  };
  const classes = ['syn-ActionButton', 'jp-mod-styled'];
  classes.push(isPrimary ? 'jp-mod-accept' : 'syn-mod-secondary');
  if (className) {
    classes.push(className);
  }
  return (
    <Button
      type="button"
      className={classes.join(' ')}
      aria-disabled={isWorking || isBlocked || undefined}
      aria-describedby={describedBy}
      aria-label={label}
      onClick={() => void click()}
    >
      {children}
    </Button>
  );
}
