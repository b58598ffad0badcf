import { expect, test } from '@jest/globals';
import type { AgreementRow } from '#insight';
import { DAY } from '#operating-model';
import { Temporal, type Actor } from '#platform';
import { blankForm } from '../../kit/form.js';
import { theOperator } from '../../kit/words.js';
import {
  presentAgreement,
  presentApproval,
  presentPrepared,
  type AgreementFacts,
  type WaitsFor,
} from './presenter.js';
import { presentTermEnd, termEndSentence } from './term-end.presenter.js';

const current = {
  agreementId: 'now',
  title: 'Silver',
  state: 'signed',
  endsOn: '2027-03-31',
  noticeBy: '2027-01-30',
  atTermEnd: 'renew',
  next: null,
  price: 425_000n,
} as unknown as AgreementRow;
const facts = (
  state: AgreementRow['state'],
  role: Actor['role'] = 'business-manager',
  before: AgreementRow | null = null,
): AgreementFacts => ({
  agreement: {
    agreementId: 'a',
    title: 'Gold',
    schoolId: 's',
    state,
    startsOn: '2027-04-01',
    endsOn: '2028-03-31',
    billsOn: '2027-03-02',
    noticeBy: '2028-01-31',
    price: 425_000n,
    priceBecause: '',
    provider: '',
    grants: [],
  } as unknown as AgreementRow,
  before,
  documents: [],
  decision: null,
  noticeBy: Temporal.PlainDate.from('2028-01-31'),
  today: Temporal.PlainDate.from('2026-11-24'),
  actor: { role, organisationIds: ['s'] } as unknown as Actor,
});
const nobody = { role: null, called: 'governing board' };
const shown = (...of: Parameters<typeof facts>) => presentAgreement(facts(...of)).model;

test('an agreement says when it is billed, and one that was declined that it is not', () => {
  expect(shown('awaiting-approval').billed).toContain('when it is signed');
  expect(shown('signed').billed).toContain('from 2 March 2027');
  expect(shown('declined').billed).toBe('Nothing is billed for it.');
  expect(shown('superseded').billed).toBe('Nothing is billed for it.');
});

test('whoever may prepare another is led there from one that was declined', () => {
  expect(shown('declined').againHref).toBe('/catalogue');
  expect(shown('declined', 'chair').againHref).toBeNull();
  expect(shown('signed').againHref).toBeNull();
});

test('whoever declines a year is told that the one before it will still renew, until it does not', () => {
  const renews = (over: Partial<AgreementRow>) =>
    shown('declined', 'headteacher', { ...current, ...over }).renews;
  expect(renews({})).toEqual({
    text: 'Silver, until 31 March 2027, will still renew unless you say otherwise by Saturday 30 January 2027.',
    href: '/agreements/now/term-end',
  });
  expect(renews({ atTermEnd: 'leave' })).toBeNull();
  expect(renews({ endsOn: '2026-11-23' })).toBeNull();
  expect(renews({ next: { agreementId: 'n', title: 'Gold', startsOn: '2027-04-01' } })).toBeNull();
  expect(shown('signed', 'headteacher', current).renews).toBeNull();
});

test('a plan that is not offered next year does not renew, and its school is told in time', () => {
  const ending = { ...current, withdrawnOn: '2027-04-01', nextTitle: null };
  const said = (over: Partial<AgreementRow>, today = '2026-11-24') =>
    termEndSentence({ ...ending, ...over }, Temporal.PlainDate.from(today), true);
  expect(said({})).toBe(
    `It ends on Wednesday 31 March 2027 and does not renew: Silver is not offered any more from Thursday 1 April 2027. Choose another plan by Saturday 30 January 2027, or ask ${theOperator}.`,
  );
  expect(said({}, '2027-01-31')).toContain(`To go on, ask ${theOperator}.`);
  expect(said({ atTermEnd: 'change', nextTitle: 'Gold' })).toContain('Gold is not offered any more');
  expect(said({ atTermEnd: 'leave' })).toContain('does not renew, as you asked');
  expect(shown('declined', 'headteacher', ending).renews).toBeNull();
  // Nor does one of a school that is closed by then.
  const closing = { ...current, closed: 'The school is closed from 1 February 2027.' };
  expect(said(closing)).toBe(
    'It ends on Wednesday 31 March 2027 and is not renewed. The school is closed from 1 February 2027.',
  );
  expect(said(closing, '2027-04-01')).toContain('and was not renewed.');
  expect(shown('declined', 'headteacher', closing).renews).toBeNull();
});

test('you is said to the school, and not to others who look at its agreement', () => {
  const end = (over: Partial<AgreementRow>, own: boolean) =>
    presentAgreement({
      ...facts('signed'),
      agreement: { ...facts('signed').agreement, ...over },
      actor: { ...facts('signed').actor, ...(own ? {} : { organisationIds: ['operator'] }) },
    }).model.termEnd!;
  const ends: readonly Partial<AgreementRow>[] = [
    current,
    { ...current, atTermEnd: 'leave' },
    { ...current, atTermEnd: 'change', nextTitle: 'Gold' },
    { ...current, withdrawnOn: '2027-04-01', nextTitle: null },
    { ...current, endsOn: '2026-03-31' },
  ];
  const toThem = new RegExp(`\\byour?\\b|${theOperator}`);
  for (const over of ends) {
    expect(end(over, true)).toMatch(toThem);
    expect(end(over, false)).not.toMatch(toThem);
  }
});

test('what waits says on its page for whom, to the school; how its price came about was said to the school', () => {
  const waits = (own: boolean) =>
    presentAgreement({
      ...facts('awaiting-approval'),
      decision: {
        ...{ role: 'headteacher', called: 'headteacher', approves: false, declines: true },
        ...{ above: nobody, prepared: false },
      },
      actor: { ...facts('signed').actor, ...(own ? {} : { organisationIds: ['operator'] }) },
    }).model;
  const keys = (own: boolean) => waits(own).rows.map(({ key }) => key.text);
  expect(waits(true).waitsFor).toBe('It waits for your headteacher to approve it.');
  expect(keys(true)).toContain('How it is worked out');
  expect(waits(false).waitsFor).toBeNull();
  expect(keys(false)).toContain('What the school was told of the price');
});

test('who prepared what they would approve reads who approves it instead, or what to do where nobody does', () => {
  const waits = (role: 'headteacher' | 'chair', above: string | null) => {
    const called = role === 'chair' ? 'chair of governors' : role;
    const decision = { role, called, approves: false, declines: true, prepared: true };
    const actor = { role, organisationIds: ['s'] } as unknown as Actor;
    return presentAgreement({
      ...facts('awaiting-approval'),
      ...{
        actor,
        decision: { ...decision, above: { role: above as 'chair' | null, called: above ?? 'board' } },
      },
    }).model.waitsFor;
  };
  expect(waits('headteacher', 'chair')).toBe('You prepared it, so your chair has to approve it.');
  expect(waits('chair', null)).toBe(
    `You prepared it, so another chair of governors has to approve it. Where there is no other yet, ask ${theOperator} to add one, under Organisations.`,
  );
});

test('once the day for notice is over it renews: nothing is asked, but whoever was to leave may stay', () => {
  const [onTheDay, after] = ['2027-01-30', '2027-01-31'].map((day) => Temporal.PlainDate.from(day)) as [
    Temporal.PlainDate,
    Temporal.PlainDate,
  ];
  const plans = [{ offer: { offerId: 'silver' }, price: { amount: 1n }, startsOn: after }] as never;
  const signed = { ...current, offerId: 'silver', nextOfferId: null };
  const page = (over: Partial<AgreementRow> = {}, today = after) =>
    presentTermEnd({ ...signed, ...over }, plans, today, blankForm()).model;
  expect(page().choices).toEqual([]);
  expect(page().sentence).toContain('; notice had to be given by Saturday 30 January 2027.');
  expect(page({}, onTheDay).choices).toMatchObject([{ value: 'renew' }, { value: 'leave' }]);
  expect(page({ atTermEnd: 'leave' }).choices).toMatchObject([{ value: 'renew' }]);
  const next = { agreementId: 'n', title: 'Gold', startsOn: '2027-04-01' };
  expect(page({ next }, onTheDay).choices).toEqual([]);

  const link = (over: Partial<AgreementRow>, today = after) =>
    presentAgreement({ ...facts('signed'), agreement: { ...facts('signed').agreement, ...over }, today })
      .model.termEndHref;
  expect(link(signed)).toBeNull();
  expect(link({ ...signed, atTermEnd: 'leave' })).toBe('/agreements/now/term-end');
  expect(link(signed, onTheDay)).toBe('/agreements/now/term-end');
  expect(link({ ...signed, next }, onTheDay)).toBeNull();
  const told = (today: Temporal.PlainDate) =>
    presentAgreement({ ...facts('declined', 'headteacher', signed), today }).model.renews;
  expect(told(onTheDay)!.href).toBe('/agreements/now/term-end');
  expect(told(after)).toEqual({ text: 'Silver, until 31 March 2027, will still renew.', href: null });
});

test('whoever signed a plan is sent to book a day where it grants one', () => {
  const { agreement, today } = facts('signed');
  const first = (grants: object[]) => {
    const { model } = presentPrepared({ ...agreement, grants } as unknown as AgreementRow, null, today);
    return (model as unknown as { actions: { href: string }[] }).actions[0]!.href;
  };
  const grant = (code: string) => ({ amount: 100n, unit: { ...DAY, code }, label: 'days' });
  expect([first([grant('DAY')]), first([grant('CREDIT')])]).toEqual(['/visits/new', '/agreements/a']);
});

test('where nobody who may approve it has an account here, it is said who is to be added and by whom', () => {
  const next = (over: Partial<WaitsFor>) => {
    const last = { role: 'headteacher', set_by: ['chair'] } as const;
    const chair = { role: 'chair', called: 'chair of governors', names: [], last };
    const waits = { ...chair, above: nobody, prepared: false, ...over } as WaitsFor;
    const page = presentPrepared(facts('awaiting-approval').agreement, waits, facts('signed').today);
    return (page.model as unknown as { next: string[] }).next[0];
  };
  expect(next({ names: ['Carl Obi'] })).toMatch(/^Carl Obi sees it/);
  expect(next({ prepared: true })).toMatch(
    /^You prepared it, so another chair of governors has to approve it\./,
  );
  expect(next({})).toBe(
    `Your chair of governors has to approve it, and has no account here yet: ask ${theOperator} to add them, under Organisations.`,
  );
  expect(next(nobody)).toBe(
    `It is above what anyone may approve alone here, which your chair of governors sets for your headteacher under People. Where they have no account here yet, ask ${theOperator} to add them, under Organisations.`,
  );
  expect(next({ ...nobody, last: { role: 'headteacher', set_by: [] } })).toContain(
    `${theOperator} sets how much`,
  );
});

test('whoever may not approve what waits is offered to decline it alone, and told why', () => {
  const pages = (role: 'headteacher' | null, approves: boolean, declines = true) => {
    const called = role ?? 'governing board';
    const decision = { role, called, approves, declines, above: nobody, prepared: false };
    const of = { ...facts('awaiting-approval'), decision };
    const { title, model } = presentApproval(of, blankForm());
    return { title, ...model, ...presentAgreement(of).model };
  };
  expect(pages('headteacher', true)).toMatchObject({
    title: 'Approve Gold?',
    approves: true,
    decide: { text: 'Approve or decline', href: '/agreements/a/approval' },
  });
  expect(pages('headteacher', false)).toMatchObject({
    title: 'Decline Gold?',
    approves: false,
    waitsFor: 'It waits for your headteacher to approve it.',
    decide: { text: 'Decline' },
  });
  expect(pages(null, false).waitsFor).toBe(
    'It is above what anyone may approve alone here: your governing board says how much that is.',
  );
  expect(pages(null, false, false).decide).toBeNull();
});

test('whoever approves is told the day for notice that they will have', () => {
  const late = { ...facts('awaiting-approval'), noticeBy: Temporal.PlainDate.from('2028-02-01') };
  expect(JSON.stringify(presentApproval(late, blankForm()).model)).toContain(
    'unless you say by 1 February 2028',
  );
  const ended = { ...late, today: Temporal.PlainDate.from('2028-04-01') };
  expect(JSON.stringify(presentApproval(ended, blankForm()).model)).toContain(
    'It ended on 31 March 2028, and does not renew by itself.',
  );
});
