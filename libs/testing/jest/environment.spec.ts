import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

test('what a spec leaves behind, the next of its worker does not find', () => {
  const jest = fileURLToPath(new URL('../bin/jest.js', import.meta.resolve('jest')));
  const config = {
    rootDir: `${import.meta.dirname}/left`,
    testEnvironment: `${import.meta.dirname}/environment.js`,
    runtime: `${import.meta.dirname}/runtime.js`,
    testMatch: ['**/*.js'],
    transform: {},
  };
  const words = ['--runInBand', '--config', JSON.stringify(config)];
  const run = spawnSync(process.execPath, ['--experimental-vm-modules', jest, ...words], {
    encoding: 'utf8',
  });
  expect(run.stderr).toMatch(/Tests: +2 passed, 2 total/);
});
