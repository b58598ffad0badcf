import { expect, test } from '@jest/globals';
import { Refusal, refusalIn, refusalOf } from './refusal.js';

test('a "no" is shown by whoever asked for it, and whatever else goes wrong is not taken for one', () => {
  const no = new Refusal('platform.forbidden', 'No.', 'forbidden');
  const wrong = new TypeError('a mistake');
  const told = (what: unknown) => () => {
    throw what;
  };
  expect(refusalOf(() => 1)).toBeNull();
  expect(refusalOf(told(no))).toBe(no);
  expect(() => refusalOf(told(wrong))).toThrow(wrong);
  expect(refusalIn(no)).toBe(no);
  expect(() => refusalIn(wrong)).toThrow(wrong);
});
