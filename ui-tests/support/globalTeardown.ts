import { localPool } from './localPool';

/** Nothing is left running: the pool outlives JupyterLab by design. */
export default function globalTeardown(): void {
  localPool('stop');
}
