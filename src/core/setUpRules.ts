import { setUpAccount } from './setUpAccount';
import { setUpCompute } from './setUpCompute';
import { setUpExport } from './setUpExport';
import { setUpFinish } from './setUpFinish';
import { setUpLogs } from './setUpLogs';
import { setUpMachineLearning } from './setUpMachineLearning';
import { setUpNetwork } from './setUpNetwork';
import { setUpPool } from './setUpPool';
import { setUpSynapse } from './setUpSynapse';
import type { ISetUpRules } from './setUpTypes';

/** The rules of all steps, in their order. */
export const SETUP_RULES: readonly ISetUpRules[] = [
  setUpAccount,
  setUpLogs,
  setUpSynapse,
  setUpPool,
  setUpMachineLearning,
  setUpCompute,
  setUpExport,
  setUpNetwork,
  setUpFinish
];
