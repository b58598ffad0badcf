import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { checked, mistaken, mistakesIn } from './mistakes.js';

const lines = (declared: z.ZodType, value: unknown) => checked(declared, value).mistakes;

test('what is right is answered as the declaration reads it', () => {
  expect(checked(z.object({ days: z.int().default(60) }), {})).toEqual({ right: { days: 60 }, mistakes: [] });
});

test('each mistake says where it stands, and what is wanted there', () => {
  const declared = z.strictObject({
    words: z.array(z.string().min(2)).min(2).max(3),
    day: z.union([z.literal('first'), z.int()]),
    code: z.string().regex(/^[A-Z]+$/),
    of: z.record(z.enum(['NLE', 'LLE']), z.int()).optional(),
  });
  const right = { words: ['one', 'two'], day: 'first', code: 'A' };
  expect(lines(declared, right)).toEqual([]);
  for (const [wrong, mistake] of [
    [{ words: ['one'] }, 'at words: must have 2 entries or more'],
    [{ words: ['one', 'two', 'three', 'four'] }, 'at words: must have 3 entries or less'],
    [{ words: 'one' }, 'at words: must be a list'],
    [{ words: ['one', 'o'] }, 'at words > 1: must have 2 characters or more'],
    [{ day: 'last' }, 'at day: is none of what may stand here'],
    [{ code: 'a' }, 'at code: is not written as it should be'],
    [{ code: true }, 'at code: must be text'],
    [{ of: { NLE: 1, LLE: 1, XLE: 1 } }, 'at of: there is nothing called XLE here'],
    [{ code: undefined }, 'at code: is missing'],
  ] as const)
    expect(lines(declared, { ...right, ...wrong })).toEqual([mistake]);
  expect(lines(declared, undefined)).toEqual(['at the top: is missing']);
});

test('a name that may not stand in a list of names is said', () => {
  const rates = z.record(z.string().regex(/^[A-Z]+$/), z.int());
  expect(lines(rates, { sle: 1 })).toEqual(['at sle: has a name that may not stand here']);
});

test('of several shapes that are told apart by a name, the names are offered', () => {
  const shapes = z.discriminatedUnion('basis', [
    z.object({ basis: z.literal('flat') }),
    z.object({ basis: z.literal('per-pupil') }),
  ]);
  expect(lines(shapes, { basis: 'per-post' })).toEqual(['at basis: must be one of: flat, per-pupil']);
});

test('what has words of its own keeps them', () => {
  const own = z.string().refine((text) => text !== 'GBP', 'is money, which is no word');
  expect(lines(own, 'GBP')).toEqual(['at the top: is money, which is no word']);
});

test('a form is told where in it each mistake stands; of what is right there is none', () => {
  const declared = z.object({ label: z.string().min(2), places: z.int() });
  expect(mistakesIn(declared, { label: 'Hours', places: 2 })).toEqual([]);
  expect(mistakesIn(declared, { label: 'H', places: 1.5 })).toMatchObject([
    { path: ['label'], message: 'must have 2 characters or more' },
    { path: ['places'], message: 'must be a whole number' },
  ]);
});

test('a refusal counts its mistakes, each on a line', () => {
  expect(mistaken('a.code', 'The choice', ['at a: is missing'])).toMatchObject({
    code: 'a.code',
    message: 'The choice has a mistake:\n  - at a: is missing',
  });
  expect(mistaken('a.code', 'It', ['one', 'two']).message).toBe('It has 2 mistakes:\n  - one\n  - two');
});
