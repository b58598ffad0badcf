import { expect, test } from '@jest/globals';
import { GBP, Temporal } from '#platform';
import { presentPracticeHome, presentProviderHome, type ProviderFacts } from './presenter.js';

test('a register waits on the provider’s home page from when its course begins', () => {
  const seen = (now: string) => {
    const session = {
      sessionId: 'c',
      title: 'Phonics',
      heldOn: '2027-05-12',
      startsAt: '09:30',
      capacity: 5,
      left: 3n,
    };
    const none = {
      proposals: [],
      waiting: [],
      visits: [],
      purchases: [],
      owed: [],
      ratings: { mean: null, count: 0, latest: [] },
    };
    const { tasks, sessions } = presentProviderHome({
      ...none,
      name: 'Elm Hub',
      today: Temporal.PlainDate.from(now.slice(0, 10)),
      now: Temporal.Instant.from(now),
      sessions: [{ ...session, registerTakenOn: null, venue: 'Town Hall' }],
    } as unknown as ProviderFacts).model;
    return [tasks.length, sessions.length];
  };
  expect(seen('2027-05-12T08:29:00Z')).toEqual([0, 1]);
  expect(seen('2027-05-12T08:30:00Z')).toEqual([1, 0]);
});

test('a report is late once the operator’s days for it are over', () => {
  const visit = { visitId: 'v', school: 'Elm Road', visitOn: '2027-05-12', practitioner: 'Ada' };
  const seen = (today: string, reportDays: number) =>
    presentPracticeHome({
      ...{ name: 'Elm Hub', today: Temporal.PlainDate.from(today), reportDays, actor: { personId: 'ada' } },
      visits: [visit],
      ratings: { mean: null, count: 0, latest: [] },
    } as unknown as ProviderFacts).model.tasks[0]!.status.tag.text;
  expect([seen('2027-05-14', 2), seen('2027-05-15', 2)]).toEqual(['To file', 'Late']);
  expect([seen('2027-05-22', 10), seen('2027-05-23', 10)]).toEqual(['To file', 'Late']);
});

test('whoever booked a day for the school is not asked for its report', () => {
  const seen = (personId: string) => {
    const [report] = presentPracticeHome({
      ...{
        name: 'Elm Hub',
        today: Temporal.PlainDate.from('2027-05-12'),
        reportDays: 5,
        actor: { personId },
      },
      visits: [{ visitId: 'v', visitOn: '2027-05-12', bookedBy: 'ada', total: 1 }],
      ratings: { mean: null, count: 0, latest: [] },
    } as unknown as ProviderFacts).model.tasks;
    return [report!.status.tag.text, report!.href];
  };
  expect(seen('ada')).toEqual(['A colleague files it', undefined]);
  expect(seen('ben')).toEqual(['To file', '/visits/v/report']);
});

test('of what is too long to show it is said how much more there is, and where', () => {
  const visit = { visitId: 'v', school: 'Elm Road', practitioner: 'Ada', portion: 100n, purpose: 'Reading' };
  const seen = (total: number) => {
    const { tasks, visits } = presentPracticeHome({
      ...{
        name: 'Elm Hub',
        today: Temporal.PlainDate.from('2027-05-12'),
        reportDays: 5,
        actor: { personId: 'ada' },
      },
      visits: [
        { ...visit, visitOn: '2027-05-12', total },
        { ...visit, visitOn: '2027-05-13', total },
      ],
      ratings: { mean: null, count: 0, latest: [] },
    } as unknown as ProviderFacts).model;
    return [...tasks.slice(1).map(({ title, href }) => [title.text, href]), visits.more];
  };
  expect(seen(1)).toEqual([null]);
  expect(seen(12)).toEqual([['And 11 reports more', '/visits'], { text: 'And 11 more', href: '/visits' }]);
});

test('of services to deliver those that wait longest are shown, and where the others are', () => {
  const service = {
    purchaseId: 'p',
    boughtOn: '2027-05-01',
    title: 'Review',
    school: 'Elm Road',
    amount: 100n,
    unit: GBP,
  };
  const seen = (total: number) =>
    presentProviderHome({
      ...{ name: 'Elm Hub', today: Temporal.PlainDate.from('2027-05-12'), visits: [], proposals: [] },
      ...{ waiting: [], sessions: [], owed: [], purchases: [{ ...service, total }] },
      ratings: { mean: null, count: 0, latest: [] },
    } as unknown as ProviderFacts).model.deliveries.more;
  expect([seen(1), seen(12)]).toEqual([null, { text: 'And 11 more', href: '/deliveries' }]);
});
