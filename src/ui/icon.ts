import { LabIcon } from '@jupyterlab/ui-components';

/** A spark inside an open ring: the mark of everything that this extension adds. */
export const synapseIcon = new LabIcon({
  name: 'jupyterlab-synapse:spark',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M15.4 2.6A10 10 0 1 0 21.4 8.6L19.5 9.3A8 8 0 1 1 14.7 4.5Z"/>
    <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M12 5.6C12.5 10 14 11.5 18.4 12 14 12.5 12.5 14 12 18.4 11.5 14 10 12.5 5.6 12 10 11.5 11.5 10 12 5.6Z"/>
    <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M19.5 1.5C19.7 3.5 20.5 4.3 22.5 4.5 20.5 4.7 19.7 5.5 19.5 7.5 19.3 5.5 18.5 4.7 16.5 4.5 18.5 4.3 19.3 3.5 19.5 1.5Z"/>
  </g>
</svg>`
});
