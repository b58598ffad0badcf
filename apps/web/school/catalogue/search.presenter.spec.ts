import { expect, test } from '@jest/globals';
import type { FoundOffers } from '#catalogue';
import type { FreePlaces } from '#insight';
import { Temporal } from '#platform';
import { readForm } from '../../kit/form.js';
import { addressOf, askedBy, CatalogueSearch } from './form.js';
import type { CatalogueFacts } from './presenter.js';
import { presentCatalogue } from './search.presenter.js';

const provider = '018f0000-0000-7000-8000-000000000001';
const ask = (query: Record<string, unknown>) => askedBy(readForm(CatalogueSearch, query).form);
const listed = { status: 'open', closedOn: null, missingSince: null } as const;
const facts: CatalogueFacts = {
  today: Temporal.PlainDate.from('2026-09-01'),
  school: { organisationId: 's', fundingStatus: 'maintained', roll: 241, ...listed },
  providers: new Map([[provider, 'Aspire']]),
  sessions: [],
  places: [],
  wallets: [],
};
const found = (over: Partial<FoundOffers> = {}): FoundOffers => ({
  offers: [],
  total: 45,
  units: { HOUR: 'Coaching hours' },
  needs: { finance: 'Finance', leadership: 'Leadership', teaching: 'Teaching and learning' },
  counts: {
    need: {
      values: [
        { value: 'teaching', offers: 30 },
        { value: 'leadership', offers: 15 },
      ],
      more: false,
    },
    means: {
      values: [
        { value: 'money', offers: 45 },
        { value: 'free', offers: 2 },
      ],
      more: false,
    },
    kind: { values: [], more: false },
    provider: { values: [{ value: provider, offers: 45 }], more: true },
  },
  ...over,
});
const year: FreePlaces = {
  ...{ available: 1n, restriction: null },
  ...{ validFrom: Temporal.PlainDate.from('2026-04-01'), expiresOn: Temporal.PlainDate.from('2027-03-31') },
};
const shown = (query: Record<string, unknown>, places: readonly FreePlaces[] = [year]) => {
  const { form } = readForm(CatalogueSearch, query);
  return presentCatalogue(found(), { ...facts, places }, askedBy(form), form).model;
};

test('an address chooses what may be chosen, and nothing else', () => {
  const asked = ask({
    q: ' phonics ',
    need: ['teaching', 'x y', 'teaching'],
    pay: 'gold',
    kind: 'course',
    provider: '1',
  });
  expect(asked).toEqual({
    text: 'phonics',
    chosen: { need: ['teaching'], means: [], kind: ['course'], provider: [] },
    all: undefined,
    page: 1,
  });
  expect(addressOf(asked)).toBe('/catalogue?q=phonics&need=teaching&kind=course');
  expect(addressOf(ask({ page: '3', all: 'provider', pay: ['free', 'fund'] }))).toBe(
    '/catalogue?pay=free&pay=fund&all=provider&page=3',
  );
  expect(addressOf(ask({}))).toBe('/catalogue');
  expect(ask({ q: 'x'.repeat(101) }).text).toBe('');
});

test('facets stand in their own order with their counts; empty ones are left out', () => {
  const { facets } = shown({ need: 'finance' });
  expect(facets.map(({ legend }) => legend)).toEqual(['What for', 'How you pay', 'Provider']);
  expect(facets[0]!.values.map(({ text, offers, checked }) => [text, offers, checked])).toEqual([
    ['Finance', 0, true],
    ['Leadership', 15, false],
    ['Teaching and learning', 30, false],
  ]);
  expect(facets[1]!.values.map(({ text }) => text)).toEqual(['Free to you', 'Your budget']);
  expect(facets[2]!.values).toMatchObject([{ text: 'Aspire', value: provider }]);
  expect(facets[2]!.moreHref).toBe('/catalogue?need=finance&all=provider#filters');
});

test('nothing is called free to a school that has no free place left', () => {
  const { facets, chosen } = shown({ pay: 'free' }, []);
  expect(facets.flatMap(({ values }) => values).find(({ value }) => value === 'free')!.text).toBe(
    'A free place: you have none left',
  );
  expect(chosen[0]!.text).toBe('A free place: you have none left');
  const next = { ...year, validFrom: Temporal.PlainDate.from('2027-04-01'), expiresOn: null };
  expect(shown({ pay: 'free' }, [next]).chosen[0]!.text).toBe('A free place, from 1 April 2027');
  const kept = { ...year, restriction: ['consultancy'] };
  expect(shown({ pay: 'free' }, [kept]).chosen[0]!.text).toBe('A free place, on some courses');
  expect(shown({ pay: 'free' }, [kept, year]).chosen[0]!.text).toBe('Free to you');
});

test('what is chosen is taken away again by its link, and pages keep it', () => {
  const { chosen, pages, filtered } = shown({ q: 'reading', need: ['leadership', 'teaching'], page: '2' });
  expect(filtered).toBe(true);
  expect(chosen).toEqual([
    { text: 'Leadership', href: '/catalogue?q=reading&need=teaching' },
    { text: 'Teaching and learning', href: '/catalogue?q=reading&need=leadership' },
  ]);
  expect(pages).toEqual({
    previous: { href: '/catalogue?q=reading&need=leadership&need=teaching' },
    next: { href: '/catalogue?q=reading&need=leadership&need=teaching&page=3' },
    shown: '21 to 40 of 45',
  });
  expect(shown({}).filtered).toBe(false);
});
