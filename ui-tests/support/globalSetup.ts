import { localPool } from './localPool';

/** Makes sample data and start-up archive once; later runs find them. */
export default function globalSetup(): void {
  localPool('prepare');
}
