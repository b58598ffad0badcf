import { expect, test } from '@jest/globals';
import { Lookups } from './lookups.js';

test('what is asked meanwhile goes together, and is read after it was asked', async () => {
  const asked: (readonly string[])[] = [];
  let truth = 1;
  const lookups = new Lookups(async (keys) => {
    asked.push(keys);
    const now = truth;
    await new Promise((resolve) => setImmediate(resolve));
    return keys.map((key) => `${key}${now}`);
  });
  const first = lookups.of('a');
  truth = 2;
  const others = ['b', 'a', 'c'].map((key) => lookups.of(key));
  expect(await first).toBe('a1');
  expect(await Promise.all(others)).toEqual(['b2', 'a2', 'c2']);
  expect(await lookups.of('d')).toBe('d2');
  expect(asked).toEqual([['a'], ['b', 'a', 'c'], ['d']]);
});

test('a failure is told to those it concerns, and the next are asked anew', async () => {
  let away = true;
  const lookups = new Lookups(async (keys) => {
    await Promise.resolve();
    if (away) throw new Error('away');
    return keys;
  });
  await expect(lookups.of('a')).rejects.toThrow('away');
  away = false;
  expect(await lookups.of('a')).toBe('a');
});
