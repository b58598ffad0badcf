import { expect, test } from '@jest/globals';
import type { Offer } from '#catalogue';
import type { Decision } from '#identity';
import { GBP, Temporal, type Actor, type Role } from '#platform';
import { CREDIT, DAY } from '#operating-model';
import {
  decisionOn,
  mayApprove,
  mayChooseTermEnd,
  frozen,
  includes,
  later,
  noticeOnceSigned,
  notOver,
  quote,
  stillWaits,
  type Buyer,
} from './agreement.js';
import type { AtTermEnd } from './agreement.entity.js';

const day = Temporal.PlainDate.from;
const silver: Offer = {
  offerId: 'silver',
  slug: 'silver',
  providerId: 'host',
  kind: 'plan',
  title: 'Silver',
  summary: '',
  need: 'teaching',
  needLabel: 'Teaching',
  serviceType: 'advice',
  taxedAs: 'consultancy',
  accepts: ['money'],
  tier: 2,
  cfrCode: 'E27',
  aarCode: 'BAE230',
  withdrawnOn: null,
  prices: [
    {
      unit: GBP,
      forSchools: 'maintained',
      basis: 'flat',
      amount: 700_000n,
      minimum: 0n,
      bands: [],
      illustrative: false,
    },
  ],
  grants: [
    { unit: DAY, pool: 'entitlement', amount: 300n, label: 'days of your SIP', restriction: null },
    { unit: CREDIT, pool: 'credit-bank', amount: 12_000n, label: 'credits', restriction: ['training'] },
  ],
};
const school: Buyer = {
  organisationId: 'school',
  fundingStatus: 'maintained',
  roll: 240,
  status: 'open',
  closedOn: null,
  missingSince: null,
};
const year = { startsOn: day('2026-04-01'), endsOn: day('2027-03-31') };
const quoted = (startsOn: string, { offer = {}, buyer = {} }: { offer?: object; buyer?: object } = {}) =>
  quote({ ...silver, ...offer }, { ...school, ...buyer }, year, day(startsOn), {
    notice_days: 60,
    invoice_days: 30,
  });
const code = (said: string) => expect.objectContaining({ code: said });

test('a whole year is paid and granted whole; what was quoted is kept with how it is taxed and booked', () => {
  expect(frozen(quoted('2026-04-01'))).toEqual({
    providerId: 'host',
    offerId: 'silver',
    title: 'Silver',
    startsOn: day('2026-04-01'),
    endsOn: day('2027-03-31'),
    price: 700_000n,
    priceBecause: 'The same for every maintained school.',
    yearPrice: 700_000n,
    grants: silver.grants.map((grant) => ({ ...grant, unit: grant.unit.code })),
    taxedAs: 'consultancy',
    cfrCode: 'E27',
    aarCode: 'BAE230',
    noticeBy: day('2027-01-30'),
    billsOn: day('2026-03-02'),
  });
});

test('a part year is paid and granted in twelfths, and says so', () => {
  const seven = quoted('2026-09-01');
  expect(seven).toMatchObject({
    months: 7n,
    yearPrice: 700_000n,
    price: {
      amount: 408_333n,
      because: 'The same for every maintained school. From 1 September 2026 it is 7 twelfths of £7,000.00.',
    },
    startsOn: day('2026-09-01'),
    endsOn: day('2027-03-31'),
    billsOn: day('2026-08-02'),
  });
  expect(includes(seven)).toBe('2 days (days of your SIP), 70 credits (credits)');
});

test('whoever joins after the day for notice may still say on the day that they will not stay', () => {
  expect(quoted('2027-01-29').noticeBy).toEqual(day('2027-01-30'));
  expect(quoted('2027-02-15').noticeBy).toEqual(day('2027-02-15'));
  expect(later(day('2027-02-15'), day('2027-01-30'))).toEqual(day('2027-02-15'));
});

test('whoever signs has fourteen days to say that they will not stay, or until the last day of the term', () => {
  const until = (signedOn: string) =>
    noticeOnceSigned({ noticeBy: day('2027-01-30'), endsOn: year.endsOn }, day(signedOn), {
      late_notice_days: 14,
    }).toString();
  expect(until('2026-04-01')).toBe('2027-01-30');
  expect(until('2027-01-16')).toBe('2027-01-30');
  expect(until('2027-01-17')).toBe('2027-01-31');
  expect(until('2027-03-17')).toBe('2027-03-31');
  expect(until('2027-03-18')).toBe('2027-03-31');
  // Signed for a term that is over.
  expect(until('2027-04-20')).toBe('2027-03-31');
});

test('a plan is offered until the day that it is withdrawn', () => {
  const until = (startsOn: string) => () => quoted(startsOn, { offer: { withdrawnOn: day('2026-09-02') } });
  expect(until('2026-09-01')).not.toThrow();
  expect(until('2026-09-02')).toThrow(code('agreements.withdrawn'));
  expect(until('2026-09-02')).toThrow('Silver is not offered any more from 2 September 2026.');
});

test('only a plan with a price for this kind of school is agreed for a term', () => {
  expect(() => quoted('2026-04-01', { offer: { kind: 'service' } })).toThrow(code('agreements.not-a-plan'));
  const academy = () => quoted('2026-04-01', { buyer: { fundingStatus: 'academy' } });
  expect(academy).toThrow(code('agreements.no-price'));
});

test('a school that has closed by the start, or that the register no longer lists, agrees to nothing', () => {
  const of = (buyer: object) => () => quoted('2026-09-01', { buyer });
  const closing = { status: 'open-but-proposed-to-close' };
  expect(of({ ...closing, closedOn: '2026-09-02' })).not.toThrow();
  expect(of({ ...closing, closedOn: '2026-09-01' })).toThrow(code('directory.school-closed'));
  expect(of({ ...closing, closedOn: '2026-09-01' })).toThrow('the school is closed from 1 September 2026.');
  expect(of({ status: 'closed' })).toThrow('The register says that the school has closed.');
  expect(of({ missingSince: '2026-08-20' })).toThrow('has not listed the school since 20 August 2026.');
});

test('what was decided stays decided, and says how', () => {
  expect(() => stillWaits({ state: 'awaiting-approval' })).not.toThrow();
  for (const [state, sentence] of [
    ['signed', 'This agreement is signed already.'],
    ['declined', 'This agreement was declined.'],
    ['superseded', 'This agreement is no longer needed: another agreement was signed for these dates.'],
  ] as const) {
    expect(() => stillWaits({ state })).toThrow(code('agreements.decided'));
    expect(() => stillWaits({ state })).toThrow(sentence);
  }
});

test('a term that is over is signed only when staff dated it back', () => {
  const signed =
    (today: string, backdatedBecause: string | null = null) =>
    () =>
      notOver({ endsOn: year.endsOn, backdatedBecause }, day(today));
  expect(signed('2027-03-31')).not.toThrow();
  expect(signed('2027-04-01')).toThrow(code('agreements.term-over'));
  expect(signed('2027-04-01')).toThrow('Its term ended on 31 March 2027.');
  expect(signed('2027-04-01', 'The signed paper was found.')).not.toThrow();
});

test('until the day for notice a school may leave or change, until the last day it may stay', () => {
  const chosen =
    (
      today: string,
      choice: AtTermEnd,
      state: 'signed' | 'declined' = 'signed',
      stands: AtTermEnd = 'renew',
    ) =>
    () =>
      mayChooseTermEnd(
        { state, atTermEnd: stands, endsOn: year.endsOn, noticeBy: day('2027-01-30') },
        choice,
        day(today),
      );
  for (const choice of ['leave', 'change'] as const) {
    expect(chosen('2027-01-30', choice)).not.toThrow();
    expect(chosen('2027-01-31', choice)).toThrow(code('agreements.notice-too-late'));
    expect(chosen('2027-01-31', choice)).toThrow('Notice had to be given by 30 January 2027');
  }
  expect(chosen('2027-03-31', 'renew')).not.toThrow();
  // After it, the plan that was to follow still follows; who was to leave may stay.
  expect(chosen('2027-01-30', 'renew', 'signed', 'change')).not.toThrow();
  expect(chosen('2027-01-31', 'renew', 'signed', 'change')).toThrow(code('agreements.notice-too-late'));
  expect(chosen('2027-03-31', 'renew', 'signed', 'leave')).not.toThrow();
  expect(chosen('2027-04-01', 'renew')).toThrow(code('agreements.term-over'));
  expect(chosen('2027-04-01', 'renew')).toThrow('Its term ended on 31 March 2027');
  expect(chosen('2026-05-01', 'renew', 'declined')).toThrow(code('agreements.not-signed'));
});

test('who prepared what waits approves it only as one who orders, and never what they dated back as staff', () => {
  const approves =
    (role: Role, preparedBy: string | null, backdatedBecause: string | null = null) =>
    () =>
      mayApprove({ preparedBy, backdatedBecause }, { personId: 'ann', role } as Actor);
  for (const role of ['headteacher', 'business-manager'] as const) {
    for (const by of ['ann', 'bea', null]) expect(approves(role, by)).not.toThrow();
    expect(approves(role, 'ann', 'The paper was found.')).toThrow('somebody else at your school');
    expect(approves(role, 'bea', 'The paper was found.')).not.toThrow();
  }
  expect(approves('chair', 'ann')).toThrow('somebody else at your school');
  for (const by of ['bea', null]) expect(approves('chair', by)).not.toThrow();
  // What a program prepared is nobody's own, whoever has no person either.
  expect(() =>
    mayApprove({ preparedBy: null, backdatedBecause: null }, { personId: null, role: 'key' } as Actor),
  ).not.toThrow();
});

test('whoever looks approves what is theirs to decide, or is told that they prepared it; above who decides it they are not', () => {
  const looks = (
    role: Role,
    decides: Decision['role'],
    agreement: { preparedBy: string | null; backdatedBecause?: string },
    approves = true,
  ) => {
    const rest = { called: '', declines: true, above: { role: null, called: '' } };
    const on = { backdatedBecause: null, ...agreement };
    const decided = decisionOn(on, { role: decides, approves, ...rest }, { personId: 'ann', role } as Actor);
    expect(decided).toMatchObject({ role: decides, ...rest });
    return { approves: decided.approves, prepared: decided.prepared };
  };
  const [own, others] = [{ preparedBy: 'ann' }, { preparedBy: 'bea' }];
  // Who decides it, and did not prepare it; a head also what they prepared, unless they dated it back as staff.
  expect(looks('chair', 'chair', others)).toEqual({ approves: true, prepared: false });
  expect(looks('headteacher', 'headteacher', own)).toEqual({ approves: true, prepared: false });
  expect(looks('headteacher', 'headteacher', { ...own, backdatedBecause: 'The paper was found.' })).toEqual({
    approves: false,
    prepared: true,
  });
  expect(looks('chair', 'chair', own)).toEqual({ approves: false, prepared: true });
  // Of somebody who orders in another role: as whom they would decide it, they prepared it.
  expect(looks('chair', 'chair', own, false)).toEqual({ approves: false, prepared: true });
  // Further up than who decides it: theirs to approve as well, and it waits for somebody else all the same.
  expect(looks('chair', 'headteacher', others)).toEqual({ approves: true, prepared: false });
  expect(looks('chair', 'headteacher', own)).toEqual({ approves: false, prepared: false });
  // Not theirs in any case; above what anyone may.
  expect(looks('business-manager', 'headteacher', own, false)).toEqual({ approves: false, prepared: false });
  expect(looks('chair', null, own, false)).toEqual({ approves: false, prepared: false });
});
