import { expect, test } from '@jest/globals';
import { validateSync } from 'class-validator';
import { characters, Length, MaxLength, says } from '#platform';

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
