/** Judges recorded traffic: plain Node, no server. */
const base = require('../jest.config.js');

module.exports = {
  ...base,
  rootDir: '../..',
  // Thousands of exchanges, on computers that may be slow.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/conformance/traffic/*.spec.ts']
};
