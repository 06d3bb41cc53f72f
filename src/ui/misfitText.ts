import type { TranslationBundle } from '@jupyterlab/translation';
import { Misfit } from '../core/poolRoom';
import { formatNumber } from './format';

/** Why sizes do not fit, and what to do about it. */
export function misfitText(misfit: Misfit, trans: TranslationBundle): string {
  const asked = formatNumber(misfit.asked);
  switch (misfit.reason) {
    case 'pool':
      return trans.__(
        'The pool has %1 vCores at most and this needs %2: choose fewer executors or smaller ones.',
        formatNumber(misfit.maximum),
        asked
      );
    case 'cores':
    case 'memory': {
      const unit = misfit.reason === 'cores' ? trans.__('vCores') : 'GB';
      const part =
        misfit.part === 'driver' ? trans.__('driver') : trans.__('executor');
      return trans.__(
        'A node of the pool has %1 %2: the %3 of %4 %2 does not fit on it. Choose a smaller one.',
        formatNumber(misfit.maximum),
        unit,
        part,
        asked
      );
    }
    case 'full':
      return trans.__(
        'Only %1 vCores of the pool are free now and this needs %2: it will be refused unless another session ends. Choose a smaller one, or stop one below.',
        formatNumber(misfit.free),
        asked
      );
  }
}
