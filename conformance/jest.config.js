/** The conformance suite: plain Node, one file after the other. */
module.exports = {
  rootDir: '..',
  roots: ['<rootDir>/conformance'],
  testMatch: ['<rootDir>/conformance/*.spec.ts'],
  testEnvironment: 'node',
  cacheDirectory: '.jest-cache',
  reporters: ['default'],
  // One session at a time: servers are small.
  maxWorkers: 1,
  testTimeout: 240_000,
  transform: {
    '\\.ts$': ['ts-jest', { tsconfig: 'conformance/tsconfig.json' }]
  }
};
