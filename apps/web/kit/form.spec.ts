import { expect, test } from '@jest/globals';
import { IsOptional } from 'class-validator';
import { derivedId, forbidden, Length, newId, Refusal } from '#platform';
import { handleForm, orAgain, readForm, Several, type FormState } from './form.js';
import { CivilDate, MintedId } from './rules.js';

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

test('a day is read as it is written and as browsers send it', () => {
  for (const day of ['1/4/2027', '01/04/2027', '2027-04-01']) {
    const read = readForm(Answers, { name: 'Ann', day });
    expect(read.ok && read.data.day).toBe('2027-04-01');
    expect(read.form.values.day).toBe('2027-04-01');
  }
  // What is no day stands as it was typed.
  for (const day of ['30/2/2027', '1/13/2027', '1/4/27', '4/2027']) {
    const { errors, values } = readForm(Answers, { name: 'Ann', day }).form;
    expect([errors.day, values.day]).toEqual([{ text: 'Enter a day' }, day]);
  }
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

class Spending {
  @MintedId() transferId: string;
}

test('an id that was minted is taken; one that something else will be written under is not', () => {
  const minted = newId();
  expect(readForm(Spending, { transferId: minted }).ok).toBe(true);
  for (const transferId of [
    derivedId(minted, 'spend'),
    derivedId(minted, 'spend').toUpperCase(),
    'x',
    undefined,
  ])
    expect(readForm(Spending, { transferId }).form.errorList).toEqual([
      { text: 'Go back to the start: this form is not complete', href: '#transferId' },
    ]);
});

test('80,000 fields are no work', () => {
  const body = Object.fromEntries(Array.from({ length: 80_000 }, (_, at) => [`f${at}`, 'x']));
  const before = process.cpuUsage();
  readForm(Answers, { ...body, name: 'Ann' });
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000); // microseconds
});

const again = (form: FormState) => ({ again: form.values, says: form.errorList });
const tooDear = new Refusal('test.too-dear', 'It is too dear.');
const refuse = async (): Promise<string> => {
  throw tooDear;
};

test('a form that is right goes on; one that is not, or is to be changed, is shown again', async () => {
  const how = { again, refusedAt: 'name', next: async ({ name }: Answers) => `done for ${name}` };
  expect(await handleForm(Answers, { name: 'Ann' }, how)).toBe('done for Ann');
  expect(await handleForm(Answers, { name: 'A' }, how)).toMatchObject({ says: [{ text: 'Enter a name' }] });
  expect(await handleForm(Answers, { name: 'Ann', change: 'yes' }, how)).toEqual({
    again: { name: 'Ann', change: 'yes' },
    says: [],
  });
});

test('a refusal is said at its field; what is no fault of the answers is thrown on', async () => {
  const how = { again, refusedAt: ({ code }: Refusal) => (code === 'test.too-dear' ? 'name' : 'day') };
  expect(await handleForm(Answers, { name: 'Ann' }, { ...how, next: refuse })).toEqual({
    again: { name: 'Ann' },
    says: [{ text: 'It is too dear.', href: '#name' }],
  });
  const form = readForm(Answers, { name: 'Ann' }).form;
  const thrown = (error: Error) => orAgain(form, how, () => Promise.reject(error));
  await expect(thrown(new Error('broken'))).rejects.toThrow('broken');
  await expect(thrown(forbidden('Not you.'))).rejects.toThrow('Not you.');
});
