export default {
  rootDir: 'dist',
  // Packages as Node loads them, in the program's own realm (ADR 33).
  testEnvironment: `${import.meta.dirname}/dist/libs/testing/jest/environment.js`,
  runtime: '<rootDir>/libs/testing/jest/runtime.js',
  testMatch: ['**/*.spec.js'],
  transform: {},
  globalSetup: '<rootDir>/libs/testing/server.js',
  globalTeardown: '<rootDir>/libs/testing/teardown.js',
  setupFilesAfterEnv: ['<rootDir>/libs/testing/equality.js'],
  // A deadline, not a measure: machines are slow at times.
  testTimeout: 600_000,
  // One more than the two cores: a spec that waits for a program leaves a core to the others.
  maxWorkers: 3,
  // Modules of a spec are never given back: a worker that has run many works for its garbage alone.
  workerIdleMemoryLimit: '1GB',
};
