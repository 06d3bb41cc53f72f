import { TranslationBundle } from '@jupyterlab/translation';
import {
  LabIcon,
  bugIcon,
  historyIcon,
  settingsIcon,
  usersIcon
} from '@jupyterlab/ui-components';
import { TemplateName } from '../core/templates';
import { synapseIcon } from './icon';

/** A template as it is offered. */
export interface ITemplateCard {
  name: TemplateName;
  label: string;
  caption: string;
  icon: LabIcon;
}

/** The templates, in the order in which they are offered. */
export function templateCards(trans: TranslationBundle): ITemplateCard[] {
  return [
    {
      name: 'beaconing',
      label: trans.__('Detect network beaconing'),
      caption: trans.__('Finds hosts that call home by the clock'),
      icon: synapseIcon
    },
    {
      name: 'sprays',
      label: trans.__('Low and slow password sprays'),
      caption: trans.__('Finds who tries few passwords on many accounts'),
      icon: usersIcon
    },
    {
      name: 'masquerading',
      label: trans.__('Masquerading process names'),
      caption: trans.__('Finds programs that pass for those of Windows'),
      icon: bugIcon
    },
    {
      name: 'history',
      label: trans.__('Export historical logs'),
      caption: trans.__('Puts logs from before the export into the lake'),
      icon: historyIcon
    },
    {
      name: 'configure',
      label: trans.__('Configure'),
      caption: trans.__('Sets up all that a hunt on Azure needs'),
      icon: settingsIcon
    }
  ];
}
