import { USAGE } from '../core/magicUsage';
import { pureCell } from '../core/pureCell';
import { CellExecutor } from './cellExecutor';
import { RunForCell } from './cellJob';
import { kernelMagic } from './kernelMagic';

/** The executor of `%synapse`; this module is loaded with the first cell. */
export function makeCellExecutor(run: RunForCell): CellExecutor {
  return new CellExecutor({
    run,
    pure: pureCell,
    kernelCode: () => kernelMagic(USAGE)
  });
}
