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

/** A half-filled circle: work under way. */
export const workingIcon = new LabIcon({
  name: 'jupyterlab-synapse:working',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m0 2v16a8 8 0 0 1 0-16"/>
</svg>`
});

/** A clock: waiting for a turn. */
export const waitingIcon = new LabIcon({
  name: 'jupyterlab-synapse:waiting',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m0 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16M11 7h2v4.6l3.2 3.2-1.4 1.4L11 12.4z"/>
</svg>`
});

/** A barred circle: stopped by the user. */
export const cancelledIcon = new LabIcon({
  name: 'jupyterlab-synapse:cancelled',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m0 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16m-5-9h10v2H7z"/>
</svg>`
});
