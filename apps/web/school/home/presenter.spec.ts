import { expect, test } from '@jest/globals';
import type { Decision, Visitor } from '#identity';
import type { Held } from '#entitlements';
import type { Need } from '#insight';
import * as units from '#operating-model';
import { Temporal, type Role } from '#platform';
import { asOpened, Doors } from '../../kit/doors.js';
import { needsFor, presentSchoolHome, termWeek, type SchoolHomeFacts } from './presenter.js';

const day = Temporal.PlainDate.from;
const nothing = (unit: Held['unit']): Held => ({
  unit,
  available: 0n,
  booked: 0n,
  granted: 0n,
  later: [],
  lots: [],
  laterLots: [],
});
const decision: Decision = {
  ...{ role: 'headteacher', called: 'headteacher', approves: true, declines: true },
  above: { role: null, called: 'governing board' },
};
const facts = (over: Partial<SchoolHomeFacts> = {}): SchoolHomeFacts => ({
  name: 'Oakfield Primary School',
  role: 'headteacher',
  today: day('2027-02-10'),
  terms: [],
  needs: { approvals: [], proposals: [], reports: [], evaluations: [], toBook: [], renewals: [] },
  all: { approvals: 0, proposals: 0, reports: 0, evaluations: 0, toBook: 0, renewals: 0 },
  personId: 'p',
  deciding: () => decision,
  held: { DAY: nothing(units.DAY), CREDIT: nothing(units.CREDIT), PLACE: nothing(units.PLACE), own: [] },
  purposes: [],
  warnDays: 60,
  wallets: [],
  comingUp: [],
  waiting: [],
  year: { agreements: [], received: 0n, given: 0n, used: 0n, requests: 0 },
  ...over,
});
const approval = {
  agreementId: 'a',
  title: 'Silver',
  startsOn: '2027-04-01',
  endsOn: '2028-03-31',
  price: 425_000n,
  yearPrice: 425_000n,
  ...{ preparedBy: null, backdatedBecause: null },
};
/** These, and all there are of each kind. */
const waiting = (over: Partial<SchoolHomeFacts['needs']>): Pick<SchoolHomeFacts, 'needs' | 'all'> => {
  const needs = { ...facts().needs, ...over };
  const all = Object.fromEntries(Object.entries(needs).map(([kind, { length }]) => [kind, length]));
  return { needs, all: all as Record<Need, number> };
};

test('the week of a term is counted from its first Monday on; the holidays have none', () => {
  const terms = [{ name: 'Spring 1', academicYear: 2026, startsOn: '2027-01-05', endsOn: '2027-02-12' }];
  expect(termWeek(terms, day('2027-01-05'))).toBe('Spring term, week 1 of the first half');
  expect(termWeek(terms, day('2027-01-18'))).toBe('Spring term, week 3 of the first half');
  expect(termWeek(terms, day('2027-02-15'))).toBeNull();
});

test('the head approves; the business manager sees with whom it is', () => {
  const tasks = (role: 'headteacher' | 'business-manager') =>
    presentSchoolHome(facts({ role, ...waiting({ approvals: [approval] }) })).model.tasks;
  expect(tasks('headteacher')[0]).toMatchObject({
    title: { text: 'Approve Silver, £4,250' },
    href: '/agreements/a/approval',
  });
  expect(tasks('business-manager')[0]).toMatchObject({
    hint: { text: 'Your headteacher has to approve it before it starts' },
    href: '/agreements/a',
  });
});

test('a chair who prepared it is not asked to approve it, and reads who is', () => {
  const deciding = () => ({ ...decision, role: 'chair', called: 'chair of governors' }) as const;
  const [task] = presentSchoolHome(
    facts({ role: 'chair', deciding, ...waiting({ approvals: [{ ...approval, preparedBy: 'p' }] }) }),
  ).model.tasks;
  expect(task).toMatchObject({
    title: { text: 'Silver, £4,250' },
    hint: { text: 'You prepared it, so another chair of governors has to approve it before it starts' },
    href: '/agreements/a',
  });
});

test('what nobody here may approve alone is not said to wait for whoever sets how much that is', () => {
  const deciding = () => ({ ...decision, role: null, called: 'governing board', approves: false });
  const [task] = presentSchoolHome(facts({ deciding, ...waiting({ approvals: [approval] }) })).model.tasks;
  expect(task).toMatchObject({
    hint: {
      text: 'It is above what anyone may approve alone here: your governing board says how much that is',
    },
    status: { tag: { text: 'Not yet approved' } },
  });
});

test('whoever, and whichever key, is to act for the school waits for those who confirm: one by name, several where they stand', () => {
  const nominee = { kind: 'nomination', id: 'n', name: 'Nia Price', role: 'business-manager' } as const;
  const key = { kind: 'key', id: 'k', name: 'Finance system', scopes: ['read', 'write'] } as const;
  const tasks = (...asked: (typeof nominee | typeof key)[]) =>
    presentSchoolHome(
      facts({ waiting: asked.map((one) => ({ ...one, organisationName: 'Oakfield Primary School' })) }),
    ).model.tasks;
  expect(tasks()).toEqual([]);
  expect(tasks(nominee)).toMatchObject([
    {
      title: { text: 'Say whether Nia Price acts for you' },
      hint: { text: 'Proposed as business manager' },
      href: '/nominations/n',
    },
  ]);
  expect(tasks(nominee, nominee)).toMatchObject([
    { title: { text: 'Say whether 2 people act for you' }, href: '/colleagues' },
  ]);
  expect(tasks(key, nominee)).toMatchObject([
    { title: { text: 'Say whether Nia Price acts for you' } },
    {
      title: { text: 'Say whether the key Finance system may act for you' },
      hint: { text: 'A key that reads and changes' },
      href: '/keys/k',
    },
  ]);
  expect(tasks(key, key)).toMatchObject([
    { title: { text: 'Say whether 2 keys may act for you' }, href: '/colleagues' },
  ]);
});

test('what a chair cannot do is not said to need them', () => {
  const committing = { by: 'role', roles: ['business-manager', 'headteacher'] } as const;
  const doors = new Doors(
    ['/visits/new', '/agreements/:agreementId/term-end'].map((path) => ({
      method: 'GET',
      path,
      controller: '',
      verb: '',
      who: committing,
    })),
  );
  const toBook = [{ proposalId: 'p', practitioner: 'Ann Lee', days: 200n }];
  const renewals = [
    {
      agreementId: 'a',
      title: 'Silver',
      noticeBy: '2027-01-31',
      endsOn: '2027-03-31',
      withdrawn: null,
      closed: null,
    },
  ];
  const needed = (role: Role) => {
    const { model } = presentSchoolHome(facts({ role, ...waiting({ toBook, renewals }) }));
    const visitor = { session: {}, acting: { role } } as unknown as Visitor;
    return asOpened(model, doors, visitor).tasks.map(({ status }) => status.tag.text);
  };
  expect(needed('chair')).toEqual([]);
  expect(needed('headteacher')).toEqual(['To book', 'To decide']);
});

test('reports are for the head and the chair to read; nobody is asked what they cannot do', () => {
  const roles = ['headteacher', 'business-manager', 'chair'] as const;
  const told = (kind: Need) => roles.filter((role) => needsFor(role).includes(kind));
  expect(told('reports')).toEqual(['headteacher', 'chair']);
  expect(told('evaluations')).toEqual(roles);
  expect(told('renewals')).toEqual(['headteacher', 'business-manager']);
  expect(needsFor('manager')).toEqual([]);
});

test('of what is too long to show it is said how many more there are, and where', () => {
  const report = (visitId: string) => ({ visitId, practitioner: 'Ruth Abbott', visitOn: '2027-01-14' });
  const { needs, all } = waiting({ reports: [report('v'), report('w')] });
  const tasks = (reports: number) =>
    presentSchoolHome(facts({ needs, all: { ...all, reports } })).model.tasks.slice(2);
  expect(tasks(2)).toEqual([]);
  expect(tasks(3)).toMatchObject([{ title: { text: 'And 1 report more' }, href: '/visits' }]);
  expect(tasks(16)).toMatchObject([
    { title: { text: 'And 14 reports more' }, href: '/visits', status: { tag: { text: 'To read' } } },
  ]);
});

test('of what comes up it is said how much more there is than is shown', () => {
  const visit = { kind: 'visit', id: 'v', on: '2027-03-01', what: 'Reading', who: 'Ruth Abbott' } as const;
  const more = (total: number) => presentSchoolHome(facts({ comingUp: [{ ...visit, total }] })).model.more;
  expect([more(1), more(2), more(12)]).toEqual([null, 'And 1 more after these.', 'And 11 more after these.']);
});

test('an agreement whose plan is not offered any more, or whose school is closed by then, is not said to renew', () => {
  const renewal = { agreementId: 'a', title: 'Silver', noticeBy: '2027-02-28', endsOn: '2027-03-31' };
  const [renews, ends, closes] = [
    [null, null],
    ['Gold', null],
    [null, 'The school is closed from 1 February 2027.'],
  ].map(
    ([withdrawn, closed]) =>
      presentSchoolHome(
        facts(waiting({ renewals: [{ ...renewal, withdrawn: withdrawn!, closed: closed! }] })),
      ).model.tasks[0]!.hint!.text,
  );
  expect(renews).toBe('It ends on 31 March 2027 and renews for another year unless you say otherwise');
  expect(ends).toBe('It ends on 31 March 2027 and does not renew: Gold is not offered any more');
  expect(closes).toContain('and does not renew. The school is closed from');
});

test('credits that soon expire are said, with their last day', () => {
  const lot = {
    id: 'l',
    granted: 12_000n,
    spent: 0n,
    held: 0n,
    priority: 0,
    validFrom: null,
    restriction: null,
    code: 'grant',
    description: null,
    grantedOn: day('2026-04-01'),
  };
  const CREDIT: Held = {
    unit: units.CREDIT,
    available: 14_000n,
    booked: 500n,
    granted: 20_000n,
    later: [],
    laterLots: [],
    lots: [
      { ...lot, available: 4_000n, expiresOn: day('2027-03-31') },
      { ...lot, available: 10_000n, expiresOn: day('2027-12-31') },
    ],
  };
  const { amounts } = presentSchoolHome(facts({ held: { ...facts().held, CREDIT } })).model;
  expect(amounts[1]).toMatchObject({
    value: '140 credits',
    note: 'of 200 credits, 5 booked, 40 to use by 31 March 2027',
  });
  const early = presentSchoolHome(facts({ held: { ...facts().held, CREDIT }, warnDays: 7 })).model;
  expect(early.amounts[1]).toMatchObject({ note: 'of 200 credits, 5 booked' });
  // What was granted for some things only is said too, by what people call them.
  const [first, second] = CREDIT.lots.map((lot) => ({ ...lot, restriction: ['training'] }));
  const kept: Held = { ...CREDIT, lots: [...CREDIT.lots, first!, second!, { ...second!, available: 0n }] };
  const purposes = [{ code: 'training', label: 'Training', fromOn: '2020-01-01', untilOn: null }];
  const home = presentSchoolHome(facts({ held: { ...facts().held, CREDIT: kept }, purposes })).model;
  expect(home.amounts[1]?.note).toContain(', 140 only for Training');
});

test('what the operator counts besides stands with the rest, in its own words', () => {
  const unit = { code: 'HOUR', label: 'Coaching hours', one: 'hour', many: 'hours', places: 2 };
  const own = [{ ...nothing(unit), available: 450n, granted: 600n, booked: 150n }];
  const { amounts } = presentSchoolHome(facts({ held: { ...facts().held, own } })).model;
  expect(amounts[3]).toEqual({
    label: 'Coaching hours',
    value: '4.5 hours',
    note: 'of 6 hours, 1.5 booked',
    href: '/statement/HOUR',
  });
});

test('what starts later is said apart from what may be used now', () => {
  const DAY: Held = {
    ...nothing(units.DAY),
    available: 50n,
    granted: 50n,
    later: [{ from: day('2027-04-01'), available: 300n }],
  };
  const { amounts } = presentSchoolHome(facts({ held: { ...facts().held, DAY } })).model;
  expect(amounts[0]).toMatchObject({
    value: '0.5 days',
    note: 'of 0.5 days, 3 more from 1 April 2027, for days from then on',
  });
});

test('the year says what is signed, of later terms too; a school without an agreement has none', () => {
  expect(presentSchoolHome(facts()).model.year).toEqual({
    agreements: [],
    facts: ['No visits yet this year'],
  });
  const of = (agreementId: string, startsOn: string, endsOn: string) => ({
    ...{ agreementId, title: 'Silver', price: 425_000n, startsOn, endsOn },
  });
  const agreements = [of('now', '2026-04-01', '2027-03-31'), of('next', '2027-04-01', '2028-03-31')];
  const year = { ...facts().year, agreements, used: 950n };
  expect(presentSchoolHome(facts({ year })).model.year).toEqual({
    agreements: [
      { text: 'Silver, £4,250, until 31 March 2027', href: '/agreements/now' },
      { text: 'Silver, £4,250, from 1 April 2027', href: '/agreements/next' },
    ],
    facts: ['No visits yet this year', '9.5 credits used'],
  });
});
