import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, caretDownEmptyIcon } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { IPoolChoice } from '../core/target';
import type { INotebookCells } from '../lab/notebookCode';
import type { INotebookSession, IPools } from '../tokens';
import { useActions, useSignal } from './hooks';
import { synapseIcon } from './icon';

/** Loaded when the list is first opened: most pages never open it. */
const PoolPopup = React.lazy(async () => {
  const { PoolPopup } = await import(
    /* webpackChunkName: "panel" */ './components/PoolPopup'
  );
  return { default: PoolPopup };
});

/** Options of `createPoolPicker`. */
export interface IPoolPickerOptions {
  pools: IPools;
  /** The session of the toolbar's notebook; null while it has none. */
  session: () => INotebookSession | null;
  /** Emitted when `session` may answer another one. */
  sessionChanged: ISignal<unknown, unknown>;
  /** The code of the toolbar's notebook, for its parameters. */
  cells?: () => Promise<INotebookCells>;
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
  const { cells, pools, sessionChanged, trans } = props;
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
    void actions.run(() => pools.load());
  };
  // The same one as long as it can be: each pool of the list has it.
  const choose = React.useCallback(
    (choice: IPoolChoice): void => {
      close(true);
      if (session) {
        void applyChoice(session, choice, pools, trans, cells);
      }
    },
    [cells, close, pools, session, trans]
  );
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
        <React.Suspense fallback={null}>
          <PoolPopup
            button={button}
            pools={pools}
            current={target}
            actions={actions}
            trans={trans}
            onChoose={choose}
            onClose={close}
          />
        </React.Suspense>
      ) : null}
    </>
  );
}

/** Puts the notebook on the pool; a failure is shown in a dialog. */
async function applyChoice(
  session: INotebookSession,
  choice: IPoolChoice,
  pools: IPools,
  trans: TranslationBundle,
  cells: IPoolPickerOptions['cells']
): Promise<void> {
  const { choosePool, showChoiceProblem } = await import(
    /* webpackChunkName: "panel" */ './choosePool'
  );
  try {
    await choosePool(session, choice, pools, trans, await cells?.());
  } catch (reason) {
    // The list is gone by now: a failure needs a place of its own.
    await showChoiceProblem(reason, trans);
  }
}
