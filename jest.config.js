export default {
  rootDir: 'dist',
  testEnvironment: 'node',
  testMatch: ['**/*.spec.js'],
  transform: {},
  globalSetup: '<rootDir>/libs/testing/server.js',
  globalTeardown: '<rootDir>/libs/testing/teardown.js',
  testTimeout: 60_000,
  maxWorkers: 2,
};
