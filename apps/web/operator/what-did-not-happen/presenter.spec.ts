import { expect, test } from '@jest/globals';
import '#agreements';
import '#identity';
import '#invoicing';
import '#ledger';
import '#notifications';
import { jobTypes, Temporal } from '#platform';
import { presentUnfinished, unfinishedPerPage } from './presenter.js';

const failure = {
  failureId: '01900000-0000-7000-8000-000000000001',
  work: 'invoicing.bill-due',
  entityId: '01900000-0000-7000-8000-000000000002',
  about: 'Elm School, Gold',
  reason: 'Someone sells here whose tax details are not recorded yet.',
  attempts: 3,
  since: new Date('2027-07-01T08:00:00Z'),
  lastAt: new Date('2027-07-02T08:00:00Z'),
  retryAt: new Date('2027-07-02T12:00:00Z'),
};

test('a failure says in plain words what, for whom, why, since when and how often', () => {
  const { model } = presentUnfinished([failure], [], 1);
  expect(model.cards).toHaveLength(1);
  expect(model.cards[0]).toMatchObject({
    work: 'An invoice or journal',
    action: `/what-did-not-happen/${failure.failureId}/try-again`,
  });
  expect(model.cards[0]!.rows.map(({ key, value }) => `${key.text}: ${value.text}`)).toEqual([
    'For: Elm School, Gold',
    'Why: Someone sells here whose tax details are not recorded yet.',
    'Since: 1 July 2027, 09:00',
    'Tried: 3 times, last on 2 July 2027, 09:00',
    'Again by itself: From 2 July 2027, 13:00',
  ]);
  expect([model.previous, model.next]).toEqual([null, null]);
});

test('every work that may fail is said in words, not by its name', () => {
  const said = jobTypes().map(({ name: work }) => presentUnfinished([{ ...failure, work }], [], 1).model);
  expect(said.length).toBeGreaterThan(25);
  expect(said.map(({ cards }) => cards[0]!.work).filter((one) => one.includes('.'))).toEqual([]);
});

test('letters that wait say why; a long list goes on', () => {
  const since = Temporal.Instant.from('2027-01-01T09:00:00Z');
  const many = Array.from({ length: unfinishedPerPage + 1 }, () => failure);
  const { model } = presentUnfinished(many, [{ because: 'no-server', messages: 12, since }], 2);
  expect(model.letters).toEqual([
    '12 letters wait because no mail server is set (SMTP_URL), since 1 January 2027, 09:00.',
  ]);
  expect(model.cards).toHaveLength(unfinishedPerPage);
  expect(model.previous).toBe('/what-did-not-happen?page=1');
  expect(model.next).toBe('/what-did-not-happen?page=3');
});
