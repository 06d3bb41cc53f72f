const jestJupyterLab = require('@jupyterlab/testing/lib/jest-config');

const esModules = [
  '@codemirror',
  '@jupyter/',
  '@jupyterlab/',
  '@microsoft',
  '@marijn',
  'exenv-es6',
  'lib0',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs',
  'color',
  'marked'
].join('|');

const base = jestJupyterLab(__dirname);

module.exports = {
  ...base,
  // The base list has a GitHub reporter that needs its own environment.
  reporters: ['default'],
  automock: false,
  cacheDirectory: '.jest-cache',
  collectCoverageFrom: ['src/**/*.{ts,tsx}', '!src/**/__tests__/**'],
  coverageDirectory: 'coverage',
  setupFilesAfterEnv: ['<rootDir>/src/testing/setup.ts'],
  // Elsewhere are copies of our package.json, and other people's.
  roots: ['<rootDir>/src'],
  // It only bounds a hang: no test measures time, and computers may be slow.
  testTimeout: 60_000,
  testRegex: 'src/.*/__tests__/.*\\.spec\\.tsx?$',
  transform: {
    '\\.(ts|tsx)$': ['ts-jest', { tsconfig: 'tsconfig.test.json' }],
    ...Object.fromEntries(
      Object.entries(base.transform ?? {}).filter(([k]) => !k.includes('tsx'))
    )
  },
  transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`]
};
