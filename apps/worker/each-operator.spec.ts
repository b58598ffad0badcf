import { expect, test } from '@jest/globals';
import { failedFor } from './each-operator.js';

test('what failed for several operators is said without what anyone typed', () => {
  const typed = Object.assign(new Error('invalid input syntax: "Jane Doe told us"'), { code: '22P02' });
  expect(failedFor([typed, typed], 3).message).toBe(
    'Failed for 2 of 3 operators: The database refuses it (22P02).',
  );
  expect(failedFor([typed], 3)).toBe(typed);
});
