import { expect, test } from '@jest/globals';
import { choices } from './choices.js';

const ids = (...disabled: boolean[]) =>
  choices(
    'from',
    disabled.map((one) => ({ disabled: one })),
  ).map(({ id }) => id);

test('an error leads to the first that can be chosen', () => {
  expect(ids(false, false)).toEqual(['from', 'from-2']);
  expect(ids(true, false, false)).toEqual(['from-1', 'from', 'from-3']);
  expect(ids(true)).toEqual(['from-1']);
});
