import { expect, test } from '@jest/globals';
import {
  costOf,
  costsByDesignation,
  shortlist,
  type Candidate,
  type ShortlistRules,
  type Wanted,
} from './shortlist.js';

const wanted: Wanted = {
  schoolId: 'asking',
  need: 'leadership',
  needLabel: 'Leadership',
  phase: 'Primary',
  days: 200n,
  credits: 9_000n,
};
const rules: ShortlistRules = {
  protectedDays: 1000n,
  perDay: { SLE: 3500, LLE: 4500, NLE: 5500 },
  weights: {
    ...{ phase_weight: 40, need_weight: 30, spare_weight: 20, rating_weight: 15, distance_weight: 10 },
    ...{ good_rating: 4, near_km: 30, far_km: 50 },
  },
  leaders: ['NLE', 'LLE', 'SLE'].map((code) => ({ code, label: `${code} in words` })),
};

/** Fits in every way: knows the phase and the need, is well rated, and comes from a school next door that has given nothing. */
const leader = (name: string, over: Partial<Candidate> = {}): Candidate => ({
  practitionerId: name,
  personId: null,
  name,
  homeId: 'home',
  homeName: 'Home Primary School',
  phases: ['Primary'],
  needs: ['leadership'],
  designations: ['LLE'],
  kilometres: 0,
  given: 0n,
  rating: 5,
  ratings: 2,
  own: false,
  ...over,
});
const ranked = (...candidates: Candidate[]) => shortlist(candidates, wanted, rules);
const names = (...candidates: Candidate[]) => ranked(...candidates).map((one) => one.candidate.name);
const one = (over: Partial<Candidate> = {}, asked: Partial<Wanted> = {}) =>
  shortlist([leader('Ann', over)], { ...wanted, ...asked }, rules)[0]!;

test('leaders of other schools may be asked: nobody of the school itself, no partner, adviser or clerk', () => {
  expect(
    names(
      leader('Own', { homeId: 'asking' }),
      leader('Partner', { designations: ['SIP', 'adviser', 'clerk'] }),
      leader('National', { designations: ['NLE'] }),
      leader('Specialist', { designations: ['SIP', 'SLE'] }),
    ),
  ).toEqual(['National', 'Specialist']);
});

test('who fits in every way has every reason for them and none against', () => {
  expect(one()).toEqual({
    candidate: leader('Ann'),
    designation: 'LLE',
    designationLabel: 'LLE in words',
    cost: 9_000n,
    why: [
      'knows primary schools',
      'leads on leadership',
      'rated 5.0 of 5 by 2',
      '0 km away',
      'their own school can spare the days',
    ],
    whyNot: [],
  });
});

test('whatever is wanting is said, and nobody is hidden for it', () => {
  const poor = one(
    { phases: ['Secondary'], needs: ['teaching'], rating: 2, kilometres: 45.6, given: 900n },
    { credits: 8_999n },
  );
  expect(poor.why).toEqual([]);
  expect(poor.whyNot).toEqual([
    'no primary experience recorded',
    'does not list leadership',
    'rated 2.0 of 5',
    '46 km away',
    'their own school has given enough days this term',
    'costs 90 credits, and the school has 89.99 credits',
  ]);
});

test('a leader is not taken from a school that has given enough while another fits as well', () => {
  const givenEnough = { given: 900n };
  expect(names(leader('Ann', givenEnough), leader('Bea'))).toEqual(['Bea', 'Ann']);
  // Neither nearness nor a good record makes up for it.
  const strange = { kilometres: 49, rating: null, ratings: 0 };
  expect(names(leader('Ann', { ...givenEnough, rating: null, ratings: 0 }), leader('Bea', strange))).toEqual([
    'Bea',
    'Ann',
  ]);
});

test('a school has given enough when the days asked for would make it more than the operator’s number', () => {
  const spare = 'their own school can spare the days';
  const enough = 'their own school has given enough days this term';
  expect(one({ given: 800n }).why).toContain(spare);
  expect(one({ given: 801n }).whyNot).toContain(enough);
  expect(one({ given: 0n }, { days: 1001n }).whyNot).toContain(enough);
  // Who works at no school takes nobody from a class.
  const free = one({ given: null });
  expect([...free.why, ...free.whyNot].filter((reason) => reason.includes('school ')).join()).not.toMatch(
    /own school/,
  );
});

test('the phase counts for more than the need, the need for more than the home school, that for more than ratings', () => {
  expect(
    names(
      leader('Anonymous', { rating: 3.4 }),
      leader('Busy', { given: 1000n }),
      leader('Clueless', { needs: [] }),
      leader('Distant', { phases: [] }),
      leader('Excellent'),
    ),
  ).toEqual(['Excellent', 'Anonymous', 'Busy', 'Clueless', 'Distant']);
});

test('nearer comes first, up to fifty kilometres, and thirty are said to be near', () => {
  expect(
    names(
      leader('Ann', { kilometres: 60 }),
      leader('Bea', { kilometres: 20 }),
      leader('Cid', { kilometres: 5 }),
      leader('Dan', { kilometres: 51 }),
      leader('Eve', { kilometres: 49 }),
    ),
  ).toEqual(['Cid', 'Bea', 'Eve', 'Ann', 'Dan']);
  expect(one({ kilometres: 30 }).why).toContain('30 km away');
  expect(one({ kilometres: 30.4 }).whyNot).toContain('30 km away');
});

test('what is unknown is neither for nor against: no place, no ratings yet', () => {
  const unknown = one({ kilometres: null, rating: null, ratings: 0 });
  expect(unknown.why).toEqual([
    'knows primary schools',
    'leads on leadership',
    'their own school can spare the days',
  ]);
  expect(unknown.whyNot).toEqual([]);
  expect(names(leader('Ann', { kilometres: null }), leader('Bea', { kilometres: 49 }))).toEqual([
    'Bea',
    'Ann',
  ]);
});

test('ratings speak for someone from three and a half of five', () => {
  expect(one({ rating: 3.5, ratings: 1 }).why).toContain('rated 3.5 of 5 by 1');
  expect(one({ rating: 3.49 }).whyNot).toContain('rated 3.5 of 5');
});

test('those who fit equally well are in the order of their names', () => {
  expect(names(leader('Cid'), leader('Ann'), leader('Bea'))).toEqual(['Ann', 'Bea', 'Cid']);
});

test('someone is proposed by the highest designation they have, at its rate', () => {
  expect(one({ designations: ['SLE', 'LLE', 'NLE'] })).toMatchObject({ designation: 'NLE', cost: 11_000n });
  expect(one({ designations: ['SLE', 'LLE'] })).toMatchObject({ designation: 'LLE', cost: 9_000n });
});

test('what can be paid to the last credit is no objection, and what has no rate has no cost', () => {
  expect(one({}, { credits: 9_000n }).whyNot).toEqual([]);
  const [free] = shortlist([leader('Ann')], wanted, { ...rules, perDay: { SLE: 3500 } });
  expect(free).toMatchObject({ cost: null, whyNot: [] });
});

test('days cost their share of the rate, half a hundredth up', () => {
  expect(costOf('SLE', 150n, rules.perDay)).toBe(5_250n);
  expect(costOf('SLE', 50n, { SLE: 1 })).toBe(1n);
  expect(costOf('SLE', 49n, { SLE: 1 })).toBe(0n);
  expect(costOf('clerk', 100n, rules.perDay)).toBeNull();
});

test('what is well rated and what is near is the operator’s to say', () => {
  const said = (over: Partial<ShortlistRules['weights']>) => {
    const weights = { ...rules.weights, ...over };
    const [one] = shortlist([leader('Ann', { rating: 3.4, kilometres: 40 })], wanted, { ...rules, weights });
    return one!.why.filter((why) => /rated|km/.test(why));
  };
  expect(said({})).toEqual([]);
  expect(said({ good_rating: 3 })).toEqual(['rated 3.4 of 5 by 2']);
  expect(said({ near_km: 40 })).toEqual(['40 km away']);
  const far = (far_km: number) =>
    shortlist([leader('Near', { phases: [] }), leader('Far', { kilometres: 200 })], wanted, {
      ...rules,
      weights: { ...rules.weights, distance_weight: 41, far_km },
    })[0]!.candidate.name;
  expect([far(50), far(1000)]).toEqual(['Near', 'Far']);
});

test('what counts more is the operator’s to say', () => {
  const near = leader('Near', { phases: [] });
  const far = leader('Far', { kilometres: 200 });
  const order = (over: Partial<ShortlistRules['weights']>) =>
    shortlist([near, far], wanted, { ...rules, weights: { ...rules.weights, ...over } }).map(
      ({ candidate }) => candidate.name,
    );
  expect(order({})).toEqual(['Far', 'Near']);
  expect(order({ distance_weight: 41 })).toEqual(['Near', 'Far']);
  expect(order({ phase_weight: 9 })).toEqual(['Near', 'Far']);
});

test('days are priced for those who lead and have a rate, the least first: nobody else may be proposed', () => {
  const perDay = { adviser: 100, ...rules.perDay, NLE: 4000, clerk: 9900 };
  const { leaders } = rules;
  expect(costsByDesignation(200n, { perDay, leaders })).toEqual([
    { designation: 'SLE', credits: 7_000n },
    { designation: 'NLE', credits: 8_000n },
    { designation: 'LLE', credits: 9_000n },
  ]);
  expect(costsByDesignation(200n, { perDay: { adviser: 100, SLE: 0 }, leaders })).toEqual([
    { designation: 'SLE', credits: 0n },
  ]);
});
