import { localPool } from './localPool';
import { placeOf, PLACES } from './place';

/** Nothing is left running: the pool outlives JupyterLab by design. */
export default function globalTeardown(): void {
  for (let index = 0; index < PLACES; index++) {
    localPool('stop', placeOf(index).state);
  }
}
