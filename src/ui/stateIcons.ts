import { LabIcon } from '@jupyterlab/ui-components';

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

/** A triangle: something to mind. */
export const warningIcon = new LabIcon({
  name: 'jupyterlab-synapse:warning',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M1 21 12 2l11 19zm3.5-2h15L12 6zM11 10h2v4h-2zm0 5.5h2v2h-2z"/>
</svg>`
});

/** An arrow to the left: back to what was shown before. */
export const backIcon = new LabIcon({
  name: 'jupyterlab-synapse:back',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M20 11H7.8l5.6-5.6L12 4l-8 8 8 8 1.4-1.4L7.8 13H20z"/>
</svg>`
});
