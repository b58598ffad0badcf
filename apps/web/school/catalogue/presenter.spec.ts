import { expect, test } from '@jest/globals';
import type { Offer } from '#catalogue';
import type { FreePlaces } from '#insight';
import { GBP, Temporal } from '#platform';
import { presentOffer, presentOfferPage, type CatalogueFacts } from './presenter.js';
import { priceLines } from './prices.js';

const offer = (over: Partial<Offer>): Offer => ({
  offerId: 'o',
  slug: 'o',
  providerId: 'p',
  kind: 'service',
  title: 'Review',
  summary: '',
  need: 'leadership',
  needLabel: 'Leadership',
  serviceType: 'consultancy',
  taxedAs: 'consultancy',
  accepts: ['money', 'fund'],
  tier: null,
  cfrCode: 'E27',
  aarCode: 'BAE230',
  withdrawnOn: null,
  grants: [],
  prices: [
    {
      unit: GBP,
      forSchools: 'any',
      basis: 'flat',
      amount: 100_000n,
      minimum: 0n,
      bands: [],
      illustrative: true,
    },
  ],
  ...over,
});
const listed = { status: 'open', closedOn: null, missingSince: null } as const;
const school = { organisationId: 's', fundingStatus: 'maintained', roll: 241, ...listed } as const;

const sessionOn = (day: string): CatalogueFacts['sessions'][number] => ({
  operatorId: 'op',
  sessionId: day,
  placesAccountId: 'a',
  registerTakenOn: null,
  offerId: 'o',
  providerId: 'p',
  title: 'Review',
  heldOn: day,
  startsAt: '09:30',
  venue: 'Hall',
  capacity: 1,
  left: 1n,
});
const wallet = (available: bigint, fundTitle = 'Reading') => ({ fundTitle, available });
const facts = (today = '2026-08-31'): CatalogueFacts => ({
  today: Temporal.PlainDate.from(today),
  school,
  providers: new Map(),
  sessions: [],
  places: [],
  wallets: [],
});

test('one price that may be paid in two ways is one line', () => {
  expect(priceLines(offer({}), school, { wallets: [wallet(100_000n)] })).toEqual([
    {
      text: '£1,000',
      ways: [
        { label: 'Your budget', colour: 'blue' },
        { label: 'LA fund', colour: 'orange' },
      ],
      because: expect.stringContaining('The same for every school.'),
    },
  ]);
});

test('a fund pays where it has enough: what it lacks is said, and that there is none', () => {
  const [reading, phonics] = [wallet(12_000n), wallet(99_999n, 'Phonics')];
  const way = (...wallets: CatalogueFacts['wallets']) =>
    priceLines(offer({}), school, { wallets })[0]!.ways[1];
  expect(way(reading, wallet(100_000n, 'Phonics'))).toEqual({ label: 'LA fund', colour: 'orange' });
  expect(way(reading)).toEqual({
    label: 'LA fund',
    colour: 'grey',
    note: '£120 of Reading left, which is less than the price',
  });
  expect(way(reading, phonics)!.note).toMatch(/^£999.99 of Phonics left/);
  expect(way()).toEqual({ label: 'LA fund', colour: 'grey', note: 'No fund has money for your school' });
});

test('a figure that is an example says so', () => {
  expect(priceLines(offer({}), school)[0]!.because).toContain(
    'This figure is an example, not a published price.',
  );
});

test('a school whose roll nobody knows asks for a quotation', () => {
  const perPupil = offer({ prices: [{ ...offer({}).prices[0]!, basis: 'per-pupil', amount: 900n }] });
  expect(priceLines(perPupil, { ...school, roll: null })[0]).toMatchObject({ text: 'Ask for a quotation' });
});

test('a way to pay without a price for this school is not offered', () => {
  expect(priceLines(offer({ accepts: ['free', 'credits'] }), school).map((line) => line.text)).toEqual([
    'One free place',
  ]);
});

const day = Temporal.PlainDate.from;
/** Of a plan's year, and what it is kept for. */
const places = (from: string, until: string, ...restriction: string[]): FreePlaces => ({
  ...{ available: 1n, validFrom: day(from), expiresOn: day(until) },
  restriction: restriction.length ? restriction : null,
});

test('a place is free to a school that has one for a day of the course, and to no other', () => {
  const course = offer({ kind: 'course', accepts: ['free', 'money'] });
  const line = (held: FreePlaces[], ...days: string[]) =>
    presentOffer(course, { ...facts(), places: held, sessions: days.map((on) => sessionOn(on)) }).prices[0]!;
  const way = (...asked: Parameters<typeof line>) => line(...asked).ways[0]!.label;
  const now = places('2026-04-01', '2027-03-31');
  const next = places('2027-09-01', '2028-03-31');
  expect([way([now]), way([now], '2026-12-08'), way([])]).toEqual([
    'Free to you',
    'Free to you',
    'None left',
  ]);
  // Places of a term pay for none of its dates before, nor after it, nor between two.
  expect([way([next]), way([next], '2027-08-31', '2028-04-01'), way([now, next], '2027-04-01')]).toEqual([
    'For other days',
    'For other days',
    'For other days',
  ]);
  expect([way([next], '2026-12-08', '2027-09-01'), way([now, next], '2028-03-31')]).toEqual([
    'Free to you',
    'Free to you',
  ]);
  expect(line([now, next, next], '2027-04-01').because).toBe(
    'Free places come with a plan. Yours are for courses from 1 April 2026 to 31 March 2027, and from 1 September 2027 to 31 March 2028.',
  );
});

test('nor where its places are kept for other kinds of service than the course is', () => {
  const course = offer({ kind: 'course', accepts: ['free'] });
  const line = (...held: FreePlaces[]) => presentOffer(course, { ...facts(), places: held }).prices[0]!;
  const year = ['2026-04-01', '2027-03-31'] as const;
  expect(line(places(...year, 'training')).ways[0]!.label).toBe('For other services');
  expect(line(places(...year, 'training', 'consultancy')).ways[0]!.label).toBe('Free to you');
  expect(line(places(...year, 'training'), places('2027-04-01', '2028-03-31')).because).toBe(
    'Free places come with a plan. Yours are for courses from 1 April 2027 to 31 March 2028.',
  );
});

test('what is to be withdrawn is bought until that day, and says so', () => {
  const on = (today: string) =>
    presentOffer(offer({ withdrawnOn: Temporal.PlainDate.from('2026-09-01') }), facts(today));
  expect(on('2026-08-31')).toMatchObject({
    action: { text: 'Buy this' },
    until: 'Offered until 31 August 2026',
  });
  expect(on('2026-09-01')).toMatchObject({
    action: null,
    until: 'Withdrawn on 1 September 2026',
  });
});

test('from what is not offered any more one is led to what is', () => {
  const plan = offer({ kind: 'plan', withdrawnOn: Temporal.PlainDate.from('2026-09-01') });
  const others = (today: string) => presentOfferPage(plan, facts(today)).model.othersHref;
  expect([others('2026-08-31'), others('2026-09-01')]).toEqual([null, '/catalogue?kind=plan']);
});

test('nothing offers to be bought that leads to a refusal: no price yet, or more than one may order alone', () => {
  const perPupil = offer({ prices: [{ ...offer({}).prices[0]!, basis: 'per-pupil', amount: 900n }] });
  const unknown = { ...facts(), school: { ...school, roll: null } };
  expect(presentOffer(perPupil, unknown).action).toBeNull();
  expect(presentOffer(offer({ prices: [] }), facts()).action).toBeNull();
  const page = (why: string | null, over: Partial<Offer> = {}) =>
    presentOfferPage(offer(over), facts(), why === null ? null : { text: why }).model;
  expect(page(null)).toMatchObject({ action: { text: 'Buy this' }, why: null });
  expect(page('Too much.')).toMatchObject({ action: null, why: { text: 'Too much.' } });
  expect(page('Too much.', { prices: [] })).toMatchObject({ action: null, why: null });
  const plan = { kind: 'plan', accepts: ['money'] } as const;
  expect(page(null, plan)).toMatchObject({ action: { text: expect.stringMatching(/^Choose /) } });
  expect(page(null, { ...plan, prices: [] }).action).toBeNull();
  expect(page(null, { ...plan, providerId: school.organisationId }).action).toBeNull();
});
