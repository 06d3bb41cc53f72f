import * as React from 'react';
import { useSignal } from '../hooks';
import { IShown, Visibility, useVisible } from '../visibility';
import { LiveRegion } from './LiveRegion';
import { IPanelViewProps, PanelView } from './PanelView';

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
    () => <PanelView {...rest} />,
    [
      rest.countOf,
      rest.lookbacks,
      rest.onReveal,
      rest.pools,
      rest.sessions,
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
