import { expect, test } from '@jest/globals';
import type { Visitor } from '#identity';
import { Temporal, type Role } from '#platform';
import { asOpened, Doors } from '../../kit/doors.js';
import type { Figure } from '../../kit/figure.js';
import { presentOperatorHome, type OperatorHomeFacts } from './presenter.js';

const facts = {
  operatorName: 'Aspire',
  today: Temporal.PlainDate.from('2026-11-24'),
  takeUp: [],
  plans: [],
  income: {
    signed: 0n,
    next: 0n,
    nextAgreements: 0,
    renewing: 0,
    withdrawn: 0,
    closing: 0,
    changing: 0,
    leaving: 0,
    expected: 0n,
    noticeBy: null,
    noticeDue: 0,
  },
  waiting: null,
  problem: null,
  toCall: [],
  board: [],
  credits: { inIssue: 0n, held: 0n, granted: 0n, earned: 0n, spent: 0n, expiring: 0n, expiringSchools: 0 },
  books: null,
  corrections: 0,
  newSchools: 0,
  closedSchools: 0,
} as unknown as OperatorHomeFacts;
const tasks = (over: Partial<OperatorHomeFacts> = {}) =>
  presentOperatorHome({ ...facts, ...over }, {} as Figure).model.tasks;

test('a correction that waits for a second person waits on the home page', () => {
  expect(tasks()).toEqual([]);
  expect(tasks({ corrections: 2 })).toMatchObject([
    { title: { text: '2 corrections of credits to approve' }, href: '/credits' },
  ]);
});

test('what somebody of the staff cannot do is not said to need them', () => {
  const doors = new Doors([
    { method: 'GET', path: '/brokerage', controller: '', verb: '', who: { by: 'role', roles: ['broker'] } },
  ]);
  const board = [{ stage: 'new', school: 'Mallowbrook', askedOn: '2026-11-20', matchBy: '2026-12-20' }];
  const needed = (role: Role) => {
    const { model } = presentOperatorHome(
      { ...facts, board, corrections: 1 } as unknown as OperatorHomeFacts,
      {} as Figure,
    );
    const visitor = { session: {}, acting: { role } } as unknown as Visitor;
    return asOpened(model, doors, visitor).tasks.map(({ title }) => title.text);
  };
  expect(needed('broker')).toEqual(['1 request for support to match', '1 correction of credits to approve']);
  expect(needed('finance')).toEqual(['1 correction of credits to approve']);
});

test('of agreements that cannot renew it is said why: the plan is not offered, or the school is not open then', () => {
  const said = (over: object) =>
    presentOperatorHome({ ...facts, income: { ...facts.income, ...over } }, {} as Figure).model.renewals;
  expect(said({})).toHaveLength(2);
  expect(said({ closing: 1 })[1]).toBe(
    '1 agreement cannot renew, because the register does not have its school open then.',
  );
  expect(said({ withdrawn: 2, closing: 2 })[2]).toContain('does not have their schools open then.');
});
