import type { TranslationBundle } from '@jupyterlab/translation';
import {
  ReactWidget,
  SidePanel,
  Toolbar,
  ToolbarButton,
  refreshIcon
} from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { ISignal, Signal } from '@lumino/signaling';
import { Panel } from '@lumino/widgets';
import * as React from 'react';
import type { ISetUp } from '../setUpTokens';
import type {
  ICoverage,
  ILookbacks,
  INotebookSession,
  IPools,
  IRun,
  ISynapseSessions
} from '../tokens';
import { useSignal } from './hooks';
import { synapseIcon } from './icon';

/** A chunk of its own: a panel that is not open costs nothing. */
const PanelRoot = React.lazy(async () => {
  const { PanelRoot } = await import(
    /* webpackChunkName: "panel" */ './components/PanelRoot'
  );
  return { default: PanelRoot };
});

/** Options of a `SynapsePanel`. */
export interface ISynapsePanelOptions {
  sessions: ISynapseSessions;
  pools: IPools;
  /** Null: the panel has no such part. */
  lookbacks?: ILookbacks | null;
  /** Null: the panel does not say which days have data. */
  coverage?: ICoverage | null;
  /** Null: there is no assistant that sets Azure up. */
  setUp?: ISetUp | null;
  trans: TranslationBundle;
  /** Shows the cell of a run. */
  onReveal: (run: Pick<IRun, 'cellId'>, session: INotebookSession) => void;
  /** The prompt number of a cell of the notebook in front. */
  countOf?: (cellId: string) => number | null;
}

/** The sidebar: session, pool and runs of the notebook in front. */
export class SynapsePanel extends SidePanel {
  constructor(options: ISynapsePanelOptions) {
    super({ content: new Panel(), toolbar: new Toolbar() });
    const { countOf, coverage, lookbacks, onReveal } = options;
    const { pools, sessions, setUp, trans } = options;
    this._sessions = sessions;
    this._pools = pools;
    this.id = 'jupyterlab-synapse-panel';
    this.addClass('syn-SynapsePanel');
    this.title.icon = synapseIcon;
    this.title.caption = trans.__('Synapse: Spark session, pool and runs');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Synapse'));
    this.content.node.removeAttribute('role');
    this.content.node.removeAttribute('aria-label');

    const label = ReactWidget.create(
      <PanelTitle sessions={sessions} trans={trans} />
    );
    label.addClass('syn-SynapsePanel-title');
    this.toolbar.addItem('title', label);
    this.toolbar.addItem('spacer', Toolbar.createSpacerItem());
    this.toolbar.addItem(
      'refresh',
      new ToolbarButton({
        icon: refreshIcon,
        tooltip: trans.__('Read session and pools again'),
        onClick: () => this._refresh()
      })
    );
    this._makeView = () =>
      ReactWidget.create(
        <React.Suspense fallback={null}>
          <PanelRoot
            widget={this}
            sessions={sessions}
            pools={pools}
            lookbacks={lookbacks}
            coverage={coverage}
            setUp={setUp}
            trans={trans}
            onReveal={onReveal}
            countOf={countOf}
          />
        </React.Suspense>
      );
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (this.isVisible) {
      this._fill();
    }
  }

  /** Emitted when it was shown or hidden. */
  get visibleChanged(): ISignal<this, void> {
    return this._visibleChanged;
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._visibleChanged.emit();
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this._visibleChanged.emit();
  }

  /** Reads again what may have changed while the panel was closed. */
  protected override onBeforeShow(msg: Message): void {
    super.onBeforeShow(msg);
    this._fill();
    // The models keep their own problems: nothing to add here.
    this._sessions.refresh().catch(() => undefined);
    if (this._pools.loadedAt === null && !this._pools.isLoading) {
      this._pools.load().catch(() => undefined);
    }
  }

  /** A widget renders when it is attached: it must not be there before. */
  private _fill(): void {
    if (this.content.widgets.length === 0) {
      this.content.addWidget(this._makeView());
    }
  }

  private _refresh(): void {
    this._sessions.refresh().catch(() => undefined);
    this._pools.refresh().catch(() => undefined);
  }

  private _makeView: () => ReactWidget;
  private _pools: IPools;
  private _sessions: ISynapseSessions;
  private _visibleChanged = new Signal<this, void>(this);
}

function PanelTitle(props: {
  sessions: ISynapseSessions;
  trans: TranslationBundle;
}): React.JSX.Element {
  const { sessions, trans } = props;
  useSignal(sessions.currentChanged);
  const session = sessions.current;
  useSignal(session?.stateChanged ?? null);
  const text = session?.label ?? trans.__('Synapse');
  return (
    <h2 className="syn-PanelTitle" title={text}>
      {text}
    </h2>
  );
}
