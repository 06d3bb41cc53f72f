import * as React from 'react';
import { useSignal } from '../hooks';
import { IShown, Visibility, useVisible } from '../visibility';
import { LiveRegion } from './LiveRegion';
import { IPanelViewProps, PanelView } from './PanelView';

/** A chunk of its own: it is needed once. */
const SetUpView = React.lazy(async () => {
  const { SetUpView } = await import(
    /* webpackChunkName: "set-up-view" */ './SetUpView'
  );
  return { default: SetUpView };
});

/** Properties of `PanelRoot`. */
export interface IPanelRootProps extends IPanelViewProps {
  /** The widget that shows it. */
  widget: IShown;
}

/**
 * The panel's contents, which rest while nobody sees them, and what it tells
 * assistive technology, which does not.
 */
export function PanelRoot(props: IPanelRootProps): React.JSX.Element {
  const { widget, ...rest } = props;
  const isVisible = useVisible(widget);
  const view = React.useMemo(
    () => <Content {...rest} />,
    [
      rest.countOf,
      rest.lookbacks,
      rest.onReveal,
      rest.pools,
      rest.sessions,
      rest.setUp,
      rest.trans
    ]
  );
  return (
    <>
      <Announcer sessions={rest.sessions} trans={rest.trans} />
      <Visibility.Provider value={isVisible}>{view}</Visibility.Provider>
    </>
  );
}

/** What is shown about the notebook in front, or the assistant. */
function Content(props: IPanelViewProps): React.JSX.Element {
  const { pools, setUp = null, trans } = props;
  const root = React.useRef<HTMLDivElement>(null);
  useSignal(setUp?.openChanged ?? null);
  const isOpen = setUp?.isOpen ?? false;
  const wasOpen = React.useRef(isOpen);
  React.useEffect(() => {
    // Whoever comes back stands where they went from.
    if (wasOpen.current && !isOpen) {
      root.current?.querySelector<HTMLElement>('.syn-SetUpButton')?.focus();
    }
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <div ref={root}>
      {setUp && isOpen ? (
        <React.Suspense fallback={null}>
          <SetUpView setUp={setUp} pools={pools} trans={trans} />
        </React.Suspense>
      ) : (
        <PanelView {...props} />
      )}
    </div>
  );
}

/** Follows the notebook in front, also while the panel is closed. */
function Announcer(
  props: Pick<IPanelViewProps, 'sessions' | 'trans'>
): React.JSX.Element {
  const { sessions, trans } = props;
  useSignal(sessions.currentChanged);
  const session = sessions.current;
  useSignal(session?.stateChanged ?? null);
  return <LiveRegion session={session} trans={trans} />;
}
