import { expect, test } from '@jest/globals';
import { validateSync } from 'class-validator';
import {
  characters,
  Length,
  MaxLength,
  maySay,
  mustSay,
  refusalOf,
  Said,
  says,
  type TextRule,
} from '#platform';

class Written {
  @Length(2, 5) title: string;
  @MaxLength(3) note: string;
}
/** What is wrong with it. */
const wrong = (over: object) =>
  validateSync(Object.assign(new Written(), { title: 'abc', note: '', ...over })).flatMap((mistake) =>
    Object.values(mistake.constraints ?? {}),
  );

test('a text is as long as the database says it is', () => {
  expect(['', 'abc', 'é', '👩‍🏫', '❤️', '𝒜'].map(characters)).toEqual([0, 3, 1, 3, 2, 1]);
  for (const title of ['ab', 'abcde', '❤️❤', '𝒜𝒜𝒜𝒜𝒜']) expect(wrong({ title })).toEqual([]);
  for (const title of ['', 'a', 'abcdef', '𝒜', '❤️❤️❤️', 'a'.repeat(11), 5, ['ab'], undefined])
    expect(wrong({ title })).toEqual(['title must have 2 to 5 characters']);
  for (const note of ['', 'abc']) expect(wrong({ note })).toEqual([]);
  expect(wrong({ note: 'abcd' })).toEqual(['note must have at most 3 characters']);
});

test('spaces around a text say nothing, and count to what is kept', () => {
  for (const text of ['yes', ' yes ', '👍🏽!', '12345']) expect(says(text, 3, 5)).toBe(true);
  for (const text of ['', '   ', ' no ', '123456', ' 1234 ']) expect(says(text, 3, 5)).toBe(false);
});

test('what may be left unsaid is kept without spaces around it, within its bounds, or is null', () => {
  const why: TextRule = { code: 'test.why', length: [3, 500], ask: 'Say why' };
  for (const unsaid of [undefined, '', '  ']) expect(maySay(unsaid, why)).toBeNull();
  for (const said of ['Ill', 'x'.repeat(500)]) expect(maySay(` ${said} `, why)).toBe(said);
  for (const wrong of ['no', ' no ', 'x'.repeat(501)])
    expect(() => maySay(wrong, why)).toThrow(expect.objectContaining({ code: 'test.why' }));
});

test('one rule of a text asks for it in the same words in a form and in a refusal', () => {
  const purpose: TextRule = { code: 'test.purpose', length: [3, 20_000], ask: 'Say what it is for' };
  const note: TextRule = { code: 'test.note', length: [0, 3], ask: 'Say how it went' };
  class Form {
    @Said(purpose) purpose: string;
    @Said(note) note: string;
  }
  const form = Object.assign(new Form(), { purpose: 'no', note: 'four' });
  expect(validateSync(form).map(({ constraints }) => constraints)).toEqual([
    { length: 'Say what it is for, in 3 to 20,000 characters' },
    { length: 'Say how it went, in at most 3 characters' },
  ]);
  expect(refusalOf(() => mustSay(' no ', purpose))).toMatchObject({
    code: 'test.purpose',
    kind: 'invalid',
    message: 'Say what it is for, in 3 to 20,000 characters.',
  });
  expect([refusalOf(() => mustSay('yes', purpose)), refusalOf(() => mustSay('', note))]).toEqual([
    null,
    null,
  ]);
});

test('a text can be kept and printed, and what stands in one line of a list or a letter has one', () => {
  const report: TextRule = { code: 'test.report', length: [3, 500], ask: 'Say how it went' };
  const name: TextRule = { ...report, code: 'test.name', ask: 'Enter the name', line: true };
  const said = (text: string, rule: TextRule) => refusalOf(() => mustSay(text, rule))?.message ?? 'kept';
  for (const rule of [report, name]) {
    expect(said('Zoë O’Hara (2)', rule)).toBe('kept');
    for (const mark of ['\0', '\u0007', '\u001b[2J', '\u007f', '\ud800'])
      expect(said(`Ann${mark} Lee`, rule)).toMatch(/^[^,]+, without control characters(, on one line)?\.$/);
  }
  for (const mark of [
    '\n',
    '\r\n',
    '\t',
    '\u0085',
    '\u2028',
    '\u2029',
    '\u200b',
    '\u202e',
    '\u061c',
    '\u00ad',
    '\u3164',
    '\u2066',
    '\ufeff',
  ])
    expect(said(`Ann${mark} Lee`, name)).toBe('Enter the name, without control characters, on one line.');
  expect(said('Well.\n\n\tVery.', report)).toBe('kept');
});
