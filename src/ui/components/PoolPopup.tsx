import * as React from 'react';
import { createPortal } from 'react-dom';
import { HandForm } from './HandForm';
import { IPoolListProps, PoolList } from './PoolList';

/** Width in pixels that the list takes where there is room. */
const LIST_WIDTH = 380;
/** Pixels that the list keeps from the edges of the page. */
const MARGIN = 8;

/** Properties of `PoolPopup`. */
export interface IPoolPopupProps extends Omit<
  IPoolListProps,
  'onClose' | 'onByHand'
> {
  button: React.RefObject<HTMLButtonElement>;
  onClose: (returnsFocus: boolean) => void;
}

/** The list of pools under the button of the toolbar. */
export function PoolPopup(props: IPoolPopupProps): React.JSX.Element {
  const { button, onClose, ...list } = props;
  const { onChoose, pools, trans } = list;
  const [isByHand, setIsByHand] = React.useState(false);
  // Nobody looks on any more: what has come is kept.
  React.useEffect(() => () => pools.cancel(), [pools]);
  return (
    <Popup button={button} onClose={onClose}>
      {isByHand ? (
        <HandForm
          pools={pools}
          trans={trans}
          onChoose={onChoose}
          onBack={() => setIsByHand(false)}
        />
      ) : (
        <PoolList
          {...list}
          onByHand={() => setIsByHand(true)}
          onClose={() => onClose(true)}
        />
      )}
    </Popup>
  );
}

interface IPopupProps {
  button: React.RefObject<HTMLButtonElement>;
  children: React.ReactNode;
  onClose: (returnsFocus: boolean) => void;
}

/**
 * Shows its children under a button, outside of the toolbar: that one clips,
 * and takes the arrow keys for itself.
 */
function Popup(props: IPopupProps): React.JSX.Element {
  const { button, children, onClose } = props;
  const popup = React.useRef<HTMLDivElement>(null);
  const [place, setPlace] = React.useState<React.CSSProperties>({});

  React.useLayoutEffect(() => {
    const anchor = button.current?.getBoundingClientRect();
    if (!anchor) {
      return;
    }
    const width = Math.min(LIST_WIDTH, window.innerWidth - 2 * MARGIN);
    const left = Math.min(
      Math.max(MARGIN, anchor.left),
      window.innerWidth - width - MARGIN
    );
    const maxHeight = window.innerHeight - anchor.bottom - MARGIN;
    setPlace({ left, maxHeight, top: anchor.bottom, width });
  }, [button]);

  React.useEffect(() => {
    const isInside = (node: EventTarget | null): boolean =>
      node instanceof Node &&
      (popup.current?.contains(node) ||
        button.current?.contains(node) ||
        false);
    const onPointerDown = (event: Event): void => {
      if (!isInside(event.target)) {
        onClose(false);
      }
    };
    const onResize = (): void => onClose(false);
    // Capturing: Lumino and CodeMirror stop some events on their way up.
    document.addEventListener('pointerdown', onPointerDown, true);
    window.addEventListener('resize', onResize);
    return () => {
      document.removeEventListener('pointerdown', onPointerDown, true);
      window.removeEventListener('resize', onResize);
    };
  }, [button, onClose]);

  return createPortal(
    <div
      ref={popup}
      className="syn-PoolPicker-popup jp-ThemedContainer"
      style={place}
      data-lm-suppress-shortcuts="true"
      onKeyDown={event => {
        // Beyond its ends there is only the end of the page.
        if (event.key === 'Tab' && isAtEnd(popup.current, event.shiftKey)) {
          event.preventDefault();
          onClose(true);
        }
      }}
      onBlur={event => {
        const next = event.relatedTarget;
        if (
          next instanceof Node &&
          !popup.current?.contains(next) &&
          next !== button.current
        ) {
          onClose(false);
        }
      }}
    >
      {children}
    </div>,
    document.body
  );
}

/** Whether the focus is on the first (going back) or last control of a node. */
function isAtEnd(node: HTMLElement | null, goesBack: boolean): boolean {
  const controls = [
    ...(node?.querySelectorAll<HTMLElement>('input, select, button, a[href]') ??
      [])
  ];
  const end = goesBack ? controls[0] : controls[controls.length - 1];
  return end !== undefined && end === document.activeElement;
}
