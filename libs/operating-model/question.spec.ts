import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { questionOf } from './question.js';

const said = { label: 'Notice' };
const all = { label: 'Notice', hint: '' };

test('what is not said anything of is not asked', () => {
  expect(questionOf(z.int())).toBeUndefined();
});

test('its hint is its own, or else what the declaration says of it', () => {
  const declared = z.boolean().describe('Whether it ends a term.');
  expect(questionOf(declared, said)).toEqual({ ...all, hint: 'Whether it ends a term.', kind: 'yes-or-no' });
  expect(questionOf(declared, { ...said, hint: 'Before it ends.' })).toMatchObject({
    hint: 'Before it ends.',
  });
});

test('a number is asked for within its bounds, also where it has a default', () => {
  const days = z.int().min(1).max(365);
  const question = { ...all, kind: 'number', least: 1, most: 365, measure: 'days' };
  expect(questionOf(days, { ...said, measure: 'days' })).toEqual(question);
  expect(questionOf(days.default(60), { ...said, measure: 'days' })).toEqual(question);
});

test('a number for each of the operator’s words', () => {
  expect(
    questionOf(z.record(z.string(), z.int().min(0).max(9)), {
      ...said,
      words: 'designations',
      measure: 'points',
    }),
  ).toEqual({ ...all, kind: 'number-each', words: 'designations', least: 0, most: 9, measure: 'points' });
});

test('one or several of a few values, each as it is called, or by its own name', () => {
  const declared = z.enum(['allowed', 'refused']);
  const options = [
    { value: 'allowed', text: 'Allowed' },
    { value: 'refused', text: 'refused' },
  ];
  const called = { ...said, options: { allowed: 'Allowed' } };
  expect(questionOf(declared, called)).toEqual({ ...all, kind: 'one', options });
  expect(questionOf(z.array(declared), called)).toEqual({ ...all, kind: 'several', options });
});

test('days of the year, a part each', () => {
  expect(
    questionOf(z.strictObject({ academies: z.string(), others: z.string() }), {
      ...said,
      options: { academies: 'Academies' },
    }),
  ).toEqual({
    ...all,
    kind: 'days-of-year',
    parts: [
      { value: 'academies', text: 'Academies' },
      { value: 'others', text: 'others' },
    ],
  });
});

test('text has its bounds, up to 200 characters unless said; a word is one of a list', () => {
  const bounded = z.string().min(3).max(40);
  expect(questionOf(bounded, said)).toEqual({ ...all, kind: 'text', least: 3, most: 40 });
  expect(questionOf(z.string(), said)).toEqual({ ...all, kind: 'text', least: 0, most: 200 });
  expect(questionOf(bounded, { ...said, words: 'needs' })).toEqual({ ...all, kind: 'word', words: 'needs' });
});

test('a ladder is asked for by its roles', () => {
  const ladder = { roles: ['manager', 'head'], setters: ['head'], orderers: ['manager'] };
  expect(questionOf(z.array(z.string()), { ...said, ladder })).toEqual({ ...all, kind: 'ladder', ...ladder });
});
