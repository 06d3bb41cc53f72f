import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Debouncer } from '@lumino/polling';
import { usesSynapse } from './magicNotebooks';

/** Pause after a change before a notebook is looked at again, ms. */
const PAUSE_MS = 1000;

/**
 * Calls back once with each notebook that uses the magics: when it is opened,
 * or when the first one is written into it.
 */
export function watchMagics(
  tracker: INotebookTracker,
  callback: (panel: NotebookPanel) => void
): void {
  const follow = async (panel: NotebookPanel): Promise<void> => {
    await panel.context.ready;
    const { model } = panel.context;
    const look = (): boolean => {
      const isOurs = !panel.isDisposed && usesSynapse(model);
      if (isOurs) {
        model.contentChanged.disconnect(onChanged);
        callback(panel);
      }
      return isOurs;
    };
    const later = new Debouncer(look, PAUSE_MS);
    const onChanged = () => void later.invoke().catch(() => undefined);
    panel.disposed.connect(() => later.dispose());
    if (!look()) {
      model.contentChanged.connect(onChanged);
    }
  };
  tracker.forEach(panel => void follow(panel));
  tracker.widgetAdded.connect((_, panel) => void follow(panel));
}
