import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
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
