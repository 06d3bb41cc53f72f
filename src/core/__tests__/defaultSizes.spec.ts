import { fakeTarget } from '../../testing/builders';
import { IServerStatus } from '../connection';
import { defaultSizes } from '../defaultSizes';
import { DEFAULT_SIZES, ISessionSizes } from '../livy';
import { livyTarget } from '../livyTarget';

const MEDIUM: ISessionSizes = {
  driverMemory: '56g',
  driverCores: 8,
  executorMemory: '56g',
  executorCores: 8,
  numExecutors: 3
};

const STATUS: IServerStatus = {
  version: '1',
  localPool: { state: 'stopped', message: '' },
  defaults: { connection: null, sizes: MEDIUM },
  connections: [
    {
      id: 'onprem',
      kind: 'livy',
      label: 'onprem',
      available: true,
      reason: null,
      armEndpoint: null,
      subscriptionIds: [],
      signedIn: null,
      sizes: { driverMemory: '1g', numExecutors: 7 }
    }
  ]
};

describe('defaultSizes', () => {
  it.each([
    ['nobody says anything', null, null, null, DEFAULT_SIZES],
    ['the server does', null, STATUS, null, MEDIUM],
    [
      'the user is stronger than the server',
      fakeTarget(),
      STATUS,
      { numExecutors: 9 },
      { ...MEDIUM, numExecutors: 9 }
    ],
    [
      'the connection is stronger than the user',
      livyTarget('onprem'),
      STATUS,
      { numExecutors: 9, driverCores: 2 },
      { ...MEDIUM, driverCores: 2, driverMemory: '1g', numExecutors: 7 }
    ],
    [
      'the notebook is stronger than all',
      { ...livyTarget('onprem'), sizes: { driverMemory: '3g' } },
      STATUS,
      { driverMemory: '2g' },
      { ...MEDIUM, driverMemory: '3g', numExecutors: 7 }
    ]
  ])('when %s', (_, target, status, users, expected) => {
    expect(defaultSizes(target, status, users)).toEqual(expected);
  });
});
