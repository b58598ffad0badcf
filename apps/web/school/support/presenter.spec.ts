import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { presentRequest, type RequestFacts } from './presenter.js';

const paid = (stage: RequestFacts['request']['stage']) => {
  const request = {
    ...{
      requestId: 'r',
      stage,
      need: 'leadership',
      needLabel: 'Leadership',
      days: 100n,
      details: 'A day',
      booked: 0n,
    },
    askedOn: Temporal.PlainDate.from('2026-11-24'),
  };
  const live = {
    state: 'consented',
    credits: 4_500n,
    days: 100n,
    practitioner: 'Colin Moss',
    home: 'Fernholme',
    reason: 'Near',
  };
  const facts = { request, proposals: [live], visits: [] } as unknown as RequestFacts;
  const { key, value } = presentRequest(facts).model.who.at(-1)!;
  return `${key.text}: ${value.text}`;
};
test('what support costs is kept until the first day is delivered, and is not said to be kept once it is paid', () => {
  expect(
    ['offered', 'agreed', 'under-way', 'to-evaluate', 'closed'].map((one) => paid(one as never)),
  ).toEqual([
    'Kept for it: 45 credits',
    'Kept for it: 45 credits',
    'Paid with: 45 credits, as the days are delivered',
    'Paid with: 45 credits',
    'Paid with: 45 credits',
  ]);
});
