import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { loadOnce } from '../core/loadOnce';
import { SynapseSessions } from '../lab/sessions';
import { ISynapseSessions } from '../tokens';
import { CommandIDs } from './commandIds';

/** Messages and questions about sessions. */
export const sessionNotices: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:session-notices',
  description:
    'Tells that a session ended or soon will, and asks about it when a kernel is shut down.',
  autoStart: true,
  requires: [ISynapseSessions],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    sessions: ISynapseSessions,
    translator: ITranslator | null
  ): void => {
    if (!(sessions instanceof SynapseSessions)) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    const showPanel = () => void app.commands.execute(CommandIDs.showPanel);
    // Loaded on first use, as a page starts without any session.
    const notices = loadOnce(async () => {
      const { SessionNotices } = await import(
        /* webpackChunkName: "notices" */ '../ui/sessionNotices'
      );
      return new SessionNotices({ trans, showPanel });
    });
    let isUsed = false;
    sessions.anyChanged.connect((_, session) => {
      isUsed ||= session.phase === 'ready';
      if (isUsed) {
        void notices().then(one => one.look(session));
      }
    });
    sessions.kernelGone.connect(async ({ defaults }, session) => {
      if (session.phase === 'ready' || session.phase === 'starting') {
        const { afterKernelShutdown } = await import(
          /* webpackChunkName: "notices" */ '../ui/kernelShutdown'
        );
        void afterKernelShutdown(session, defaults.onKernelShutdown, trans);
      }
    });
  }
};
