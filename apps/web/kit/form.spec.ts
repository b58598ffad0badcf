import { expect, test } from '@jest/globals';
import { IsOptional } from 'class-validator';
import { Length } from '#platform';
import { readForm, Several } from './form.js';
import { CivilDate } from './rules.js';

class Answers {
  @Length(2, 20, { message: 'Enter a name' }) name: string;
  @IsOptional() @CivilDate('Enter a day') day?: string;
  @IsOptional() @Several() ticked?: string | string[];
}

test('a form is its declared fields, trimmed, and the button that goes back', () => {
  const read = readForm(Answers, {
    name: ' Ann ',
    ticked: ['a', 'b'],
    change: '1',
    constructor: 'x',
    more: 'y',
  });
  expect(read.ok && { ...read.data }).toEqual({ name: 'Ann', ticked: ['a', 'b'] });
  expect(read.form.values).toEqual({ name: 'Ann', ticked: ['a', 'b'], change: '1' });
});

test.each([
  [{ name: ['Ann', 'Bob'] }, 'name', 'Give one answer'],
  [{ name: { toString: 1 } }, 'name', 'Enter a name'],
  [{ name: 'Ann', day: '2027-02-30' }, 'day', 'Enter a day'],
  [{ name: 'Ann', day: '0000-01-01' }, 'day', 'Enter a day'],
  [undefined, 'name', 'Enter a name'],
  ['name=Ann', 'name', 'Enter a name'],
  [[1, 2], 'name', 'Enter a name'],
])('%j is told at its field', (body, field, text) => {
  expect(readForm(Answers, body).form.errorList).toEqual([{ text, href: `#${field}` }]);
});

test('80,000 fields are no work', () => {
  const body = Object.fromEntries(Array.from({ length: 80_000 }, (_, at) => [`f${at}`, 'x']));
  const before = process.cpuUsage();
  readForm(Answers, { ...body, name: 'Ann' });
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000); // microseconds
});
