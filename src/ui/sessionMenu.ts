import { MenuSvg } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import type { INotebookSession, ISynapseSessions } from '../tokens';
import { attachOther } from './attachOther';
import type { IActions } from './hooks';
import { restartSession, stopSessionWhenDone } from './sessionActions';

/** Options of `openSessionMenu`. */
export interface ISessionMenuOptions {
  session: INotebookSession;
  sessions: ISynapseSessions;
  /** Where failures go. */
  actions: IActions;
  trans: TranslationBundle;
  /** The button that opens it: it gets the focus back. */
  anchor: HTMLElement;
  onClose: () => void;
}

/** Opens the menu of a session that is ready, below its button. */
export function openSessionMenu(options: ISessionMenuOptions): void {
  const { actions, anchor, onClose, session, sessions, trans } = options;
  const commands = new CommandRegistry();
  const menu = new MenuSvg({ commands });
  const add = (
    id: string,
    item: CommandRegistry.ICommandOptions & { label: string }
  ): void => {
    commands.addCommand(id, {
      describedBy: { args: { type: 'object', properties: {} } },
      ...item
    });
    menu.addItem({ command: id });
  };
  add('restart', {
    label: trans.__('Restart session'),
    execute: () => void actions.run(() => restartSession(session, trans))
  });
  add('attach', {
    label: trans.__('Attach to another session…'),
    execute: () => void actions.run(() => attachOther(session, sessions, trans))
  });
  add('detach', {
    label: trans.__('Detach: leave it running'),
    execute: () => session.leave()
  });
  add('stop-when-done', {
    label: trans.__('Stop when idle'),
    caption: trans.__('Stops it when all cells that wait have run'),
    isToggleable: true,
    isToggled: () => session.stopsWhenDone,
    execute: () => void actions.run(() => stopSessionWhenDone(session, trans))
  });
  const { bottom, left } = anchor.getBoundingClientRect();
  menu.aboutToClose.connect(() => {
    onClose();
    if (menu.node.contains(document.activeElement)) {
      anchor.focus();
    }
    // Not while it closes.
    requestAnimationFrame(() => menu.dispose());
  });
  menu.open(left, bottom);
}
