import { expect, test } from '@jest/globals';
import { explain } from './main.js';

const error = (code: string, message: string) => Object.assign(new Error(message), { code });

test('a file that is not there, or is a folder, is one plain line', () => {
  expect(explain(error('ENOENT', "ENOENT: no such file or directory, open 'x.yaml'"))).toBe(
    "no such file or directory, open 'x.yaml'",
  );
  expect(explain(error('EISDIR', 'EISDIR: illegal operation on a directory, read'))).toBe(
    'illegal operation on a directory, read',
  );
  expect(explain(error('ENOSPC', 'ENOSPC: no space left on device, write'))).toBe(
    'no space left on device, write',
  );
});

test('a fault of ours is told whole', () => {
  expect(explain(new TypeError('x is not a function'))).toMatch(/^TypeError: x is not[\s\S]+main\.spec/);
});
