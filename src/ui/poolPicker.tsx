import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, caretDownEmptyIcon } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { createPortal } from 'react-dom';
import { IPoolChoice } from '../core/target';
import type { INotebookSession, IPools } from '../tokens';
import { useActions, useSignal } from './hooks';
import { synapseIcon } from './icon';

/** Width in pixels that the list takes where there is room. */
const LIST_WIDTH = 380;
/** Pixels that the list keeps from the edges of the page. */
const MARGIN = 8;

/** Loaded when the list is first opened: most pages never open it. */
const PoolList = React.lazy(async () => {
  const { PoolList } = await import(
    /* webpackChunkName: "panel" */ './components/PoolList'
  );
  return { default: PoolList };
});

/** Options of `createPoolPicker`. */
export interface IPoolPickerOptions {
  pools: IPools;
  /** The session of the toolbar's notebook; null while it has none. */
  session: () => INotebookSession | null;
  /** Emitted when `session` may answer another one. */
  sessionChanged: ISignal<unknown, unknown>;
  trans: TranslationBundle;
}

/** The notebook's pool as a button in its toolbar, which opens a list. */
export function createPoolPicker(options: IPoolPickerOptions): Widget {
  const widget = ReactWidget.create(<PoolPicker {...options} />);
  widget.addClass('syn-PoolPicker');
  return widget;
}

/** The button, and its list while that is open. */
export function PoolPicker(props: IPoolPickerOptions): React.JSX.Element {
  const { pools, sessionChanged, trans } = props;
  useSignal(sessionChanged);
  useSignal(pools.changed);
  const session = props.session();
  useSignal(session?.stateChanged ?? null);
  const [isOpen, setIsOpen] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  const actions = useActions();
  const target = session?.target ?? null;
  const name = target?.pool ?? trans.__('Choose a Spark pool');

  const close = React.useCallback((returnsFocus: boolean) => {
    setIsOpen(false);
    if (returnsFocus) {
      button.current?.focus();
    }
  }, []);
  const open = (): void => {
    actions.dismiss();
    setIsOpen(true);
    if (pools.loadedAt === null && !pools.isLoading) {
      void actions.run(() => pools.refresh());
    }
  };
  const choose = (choice: IPoolChoice): void => {
    close(true);
    if (session) {
      void applyChoice(session, choice, pools, trans);
    }
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="syn-PoolPicker-button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={
          target
            ? trans.__('Spark pool: %1', target.pool)
            : trans.__('Choose a Spark pool')
        }
        title={
          target?.workspace
            ? trans.__('Spark pool %1 of %2', target.pool, target.workspace)
            : trans.__('Spark pool of this notebook')
        }
        disabled={session === null}
        onClick={event => {
          // Lab's toolbar would give the focus to the notebook, because by
          // then the search box has it, which is not inside of the toolbar.
          event.stopPropagation();
          if (isOpen) {
            close(true);
          } else {
            open();
          }
        }}
        onKeyDown={event => {
          if (event.key === 'ArrowDown' && !isOpen) {
            event.preventDefault();
            event.stopPropagation();
            open();
          }
        }}
      >
        <synapseIcon.react tag="span" className="syn-PoolPicker-icon" />
        <span className="syn-PoolPicker-name">{name}</span>
        <caretDownEmptyIcon.react tag="span" className="syn-PoolPicker-caret" />
      </button>
      {isOpen ? (
        <Popup button={button} onClose={close}>
          <React.Suspense fallback={null}>
            <PoolList
              pools={pools}
              current={target}
              actions={actions}
              trans={trans}
              onChoose={choose}
              onClose={() => close(true)}
            />
          </React.Suspense>
        </Popup>
      ) : null}
    </>
  );
}

/** Puts the notebook on the pool; a failure is shown in a dialog. */
async function applyChoice(
  session: INotebookSession,
  choice: IPoolChoice,
  pools: IPools,
  trans: TranslationBundle
): Promise<void> {
  const { choosePool, showChoiceProblem } = await import(
    /* webpackChunkName: "panel" */ './choosePool'
  );
  try {
    await choosePool(session, choice, pools, trans);
  } catch (reason) {
    // The list is gone by now: a failure needs a place of its own.
    await showChoiceProblem(reason, trans);
  }
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
    ...(node?.querySelectorAll<HTMLElement>('input, button, a[href]') ?? [])
  ];
  const end = goesBack ? controls[0] : controls[controls.length - 1];
  return end !== undefined && end === document.activeElement;
}
