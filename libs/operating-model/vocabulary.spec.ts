import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { checked } from './mistakes.js';
import {
  inUse,
  labelOf,
  newWords,
  stayingAfter,
  undoneAfter,
  vocabularies,
  wordLists,
  type Deed,
} from './vocabulary.js';

const day = Temporal.PlainDate.from;
const word = (code: string, fromOn: string, untilOn: string | null = null) => ({
  ...{ code, label: `The ${code}`, fromOn, untilOn },
});
const role = (code: string, may: Deed[], fromOn = '2026-09-01', untilOn: string | null = null) => ({
  ...word(code, fromOn, untilOn),
  may,
});
const mistakes = (said: object) => checked(vocabularies, said).mistakes;

test('an operator that says nothing has the field’s usual words', () => {
  const { right } = checked(vocabularies, undefined);
  expect(
    Object.fromEntries(Object.entries(right!).map(([list, words]) => [list, words.map(({ code }) => code)])),
  ).toEqual({
    needs: ['leadership', 'teaching', 'governance', 'finance', 'hr'],
    designations: ['NLE', 'LLE', 'SLE', 'SIP', 'adviser', 'clerk'],
    service_types: ['consultancy', 'training', 'teaching-staff', 'services'],
    party_roles: ['host', 'commissioner', 'provider', 'buyer'],
    units: ['DAY', 'CREDIT', 'PLACE'],
  });
  expect(right!.designations.filter(({ leads }) => leads).map(({ code }) => code)).toEqual([
    'NLE',
    'LLE',
    'SLE',
  ]);
});

test('a list has a word or more, each once; among the roles each thing is done by one', () => {
  const needs = { code: 'music', label: 'Music' };
  expect(mistakes({ needs: [needs] })).toEqual([]);
  expect(mistakes({ needs: [] })).toEqual(['at needs: must have 1 entries or more']);
  expect(mistakes({ needs: [needs, needs] })).toEqual(['at needs: names a code twice']);
  const all = { code: 'all', label: 'All', may: ['buys', 'provides', 'commissions', 'hosts'] };
  expect(mistakes({ party_roles: [all] })).toEqual([]);
  expect(mistakes({ party_roles: [{ ...all, may: ['buys', 'hosts'] }] })).toEqual([
    'at party_roles: has no role that provides, or that commissions',
  ]);
});

test('what the program counts in is among the units, each part of it as it is', () => {
  const { right } = checked(vocabularies, undefined);
  const [DAY, ...others] = right!.units;
  const wrong = ['at units: must have DAY as it is: one day, many days, 2 places'];
  expect(mistakes({ units: others })).toEqual(wrong);
  for (const over of [{ one: 'dy' }, { many: 'dys' }, { places: 1 }])
    expect(mistakes({ units: [{ ...DAY, ...over }, ...others] })).toEqual(wrong);
  expect(mistakes({ units: [...others, DAY] })).toEqual([]);
});

test('a new word is checked alone, whatever the rest of its list is', () => {
  const hour = { code: 'HOUR', label: 'Hours', one: 'hour', many: 'hours', places: 2 };
  expect(checked(newWords('units'), { units: [hour] }).mistakes).toEqual([]);
  expect(checked(newWords('units'), { needs: [hour] }).mistakes).toContain(
    'at the top: there is nothing called needs here',
  );
});

test('each list is shown by a title, and asks of a word what it says besides its code and label', () => {
  expect(wordLists.map(({ name, title }) => [name, title])).toEqual([
    ['needs', 'Needs'],
    ['designations', 'Designations'],
    ['service_types', 'Kinds of service'],
    ['party_roles', 'Roles of organisations'],
    ['units', 'Units'],
  ]);
  expect(wordLists.filter(({ about }) => !about.endsWith('.'))).toEqual([]);
  const asks = (list: string) =>
    wordLists
      .find(({ name }) => name === list)!
      .questions.map(({ name, field, question }) => [name, field, question.label, question.kind]);
  expect(asks('needs')).toEqual([]);
  expect(asks('service_types')).toEqual([['taxed_as', 'taxedAs', 'The law of VAT takes it for', 'one']]);
  expect(asks('units')).toEqual([
    ['one', 'one', 'One is called', 'text'],
    ['many', 'many', 'Several are called', 'text'],
    ['places', 'places', 'Digits after the point', 'number'],
  ]);
});

test('a word may be chosen from its first day to its last', () => {
  const words = [word('music', '2026-09-01', '2027-08-31'), word('hr', '2026-10-01')];
  for (const [on, codes] of [
    ['2026-08-31', []],
    ['2026-09-01', ['music']],
    ['2026-10-01', ['music', 'hr']],
    ['2027-08-31', ['music', 'hr']],
    ['2027-09-01', ['hr']],
  ] as const)
    expect(inUse(words, day(on)).map(({ code }) => code)).toEqual(codes);
});

test('after the last day of a word stay those that have begun by then and do not end', () => {
  const ending = word('hr', '2026-09-01');
  const words = [
    ending,
    word('music', '2027-01-01'),
    word('later', '2027-01-02'),
    word('ends', '2026-09-01', '2030-08-31'),
  ];
  expect(stayingAfter(day('2026-12-31'), ending, words).map(({ code }) => code)).toEqual(['music']);
});

test('what a role alone does, nobody does after its last day', () => {
  const hub = role('hub', ['buys', 'provides']);
  expect(undoneAfter(day('2026-12-31'), hub, [hub, role('buyer', ['buys'])])).toEqual(['provides']);
  const later = role('buyer', ['buys'], '2027-01-02');
  expect(undoneAfter(day('2026-12-31'), hub, [hub, later])).toEqual(['buys', 'provides']);
});

test('a code is read by its label, one that nobody knows by itself', () => {
  expect(labelOf([word('hr', '2026-09-01')], 'hr')).toBe('The hr');
  expect(labelOf([word('hr', '2026-09-01')], 'music')).toBe('music');
});
