import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { wordLists } from '#operating-model';
import type { Actor } from '#platform';
import { WordsController } from '../../apps/web/operator/words/controller.js';
import { errors, openPages, row, someone, type Pages } from './pages.js';
import { openStage, type Stage } from './stage.js';

/** An administrator sees the operator's words, adds one and ends one, on pages made of the lists' declarations. */
let stage: Stage & Pages;
let pages: WordsController;
let administrator: Actor;
beforeAll(async () => {
  stage = await openPages(openStage);
  pages = stage.pages(WordsController);
  administrator = await someone(stage, 'administrator');
}, 240_000);
afterAll(() => stage?.close());

interface Listed {
  lists: {
    title: string;
    rows: { label: string; days: string; state: string | null; further: string[]; endHref: string | null }[];
  }[];
}
const listed = async (label: string) =>
  ((await pages.list(administrator)).model as unknown as Listed).lists
    .flatMap(({ rows }) => rows)
    .find((one) => one.label === label)!;

test('every list stands on the page, with what its words say and when they may be chosen', async () => {
  const { lists } = (await pages.list(administrator)).model as unknown as Listed;
  expect(lists.map(({ title }) => title)).toEqual(wordLists.map(({ title }) => title));
  expect(await listed('Adviser')).toMatchObject({ days: 'From the start', state: null, further: ['No'] });
  expect(await listed('School')).toMatchObject({ further: ['buys'] });
});

test('a word is checked, added from a day, offered then, and ended from another', async () => {
  const sent = { label: 'Hub school', code: '', may: ['buys', 'provides'], from: '2026-09-01' };
  const checked = await pages.check(administrator, 'party_roles', sent);
  expect([row(checked, 'Short form'), row(checked, 'An organisation in this role')]).toEqual([
    'hub-school',
    'buys, provides',
  ]);
  expect(await pages.add(administrator, 'party_roles', sent)).toMatchObject({
    to: '/settings/words/party_roles/hub-school/saved',
  });
  expect((await pages.saved(administrator, 'party_roles', 'hub-school')).title).toBe('“Hub school” is added');
  expect(await listed('Hub school')).toMatchObject({ days: 'From 1 September 2026', state: 'Not yet' });
  await pages.end(administrator, 'party_roles', 'hub-school', { lastDay: '2027-08-31' });
  expect(await listed('Hub school')).toMatchObject({ days: 'From 1 September 2026 until 31 August 2027' });
});

test('what may not be is refused beside the answer', async () => {
  const refused = async (list: string, sent: Record<string, unknown>) =>
    errors(await pages.check(administrator, list, sent));
  expect(await refused('designations', { label: 'X', code: '1', from: '' })).toEqual({
    leads: { text: 'Choose one of these' },
    label: { text: 'What people read must have 2 characters or more' },
    code: { text: 'A short form must be 2 to 30 letters and hyphens' },
    from: { text: 'Enter the day from which it may be chosen' },
  });
  expect(await refused('needs', { label: 'Finance', from: '2026-09-01' })).toEqual({
    code: { text: 'There is a need “finance” already, in use or ended.' },
  });
  expect(await refused('needs', { label: 'Music', from: '2026-04-12' })).toEqual({
    from: { text: expect.stringContaining('from 13 April 2026 or a later day') },
  });
  expect(await refused('party_roles', { label: 'Visitor', from: '2026-09-01' })).toEqual({
    may: { text: 'Choose at least one of these' },
  });
  const ending = await pages.end(administrator, 'party_roles', 'buyer', { lastDay: '2026-12-31' });
  expect(errors(ending)).toEqual({
    lastDay: { text: expect.stringContaining('last role of a party that buys') },
  });
});

test('before one ends it is said what has it', async () => {
  const uses = async (list: string, code: string) =>
    row(await pages.ending(administrator, list, code), 'What has it');
  expect(await uses('needs', 'leadership')).toMatch(/^Offers: \d+\nPeople who lead on it: \d+$/);
  expect(await uses('designations', 'LLE')).toMatch(/^People who hold it: \d+$/);
  expect(await uses('service_types', 'training')).toMatch(/^Offers: \d+$/);
  expect(await uses('party_roles', 'buyer')).toBe(`Organisations: ${stage.created.schools.length}`);
  expect(await uses('party_roles', 'hub-school')).toBe('Nothing that we count');
});
