import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ICellExecution } from '../lab/backend';

const ID = 'jupyterlab-synapse:redaction';

/** Shows which outputs are masked, and turns masking off where it is not wanted. */
export const redaction: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:redaction',
  description: 'Masks secrets in outputs before they are stored.',
  autoStart: true,
  requires: [ICellExecution, INotebookTracker],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    execution: ICellExecution,
    tracker: INotebookTracker,
    settings: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    execution.onLoad(({ guards }) => {
      // On until the settings say otherwise.
      void settings
        ?.load(ID)
        .then(one => {
          const take = () => {
            guards.isOn = one.composite.maskSecrets !== false;
          };
          one.changed.connect(take);
          take();
        })
        .catch(() => undefined);
      const { vault } = guards;
      const onFirst = async () => {
        vault.changed.disconnect(onFirst);
        const { SecretNotes } = await import(
          /* webpackChunkName: "secrets" */ '../ui/secretNotes'
        );
        const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
        new SecretNotes({ tracker, vault, trans });
      };
      vault.changed.connect(onFirst);
    });
  }
};
