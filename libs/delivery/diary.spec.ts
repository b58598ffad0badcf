import { expect, test } from '@jest/globals';
import { newId } from '#platform';
import { accountId } from '#ledger';
import { diaryAccounts, diaryDay, diaryHold, wholeDay, workingTime } from './diary.js';

const [operatorId, homeId, practitionerId] = [newId(), newId(), newId()];

test('each day of each practitioner is an account of its own at their home', () => {
  const days = [
    diaryDay(homeId, practitionerId, '2026-05-12'),
    diaryDay(homeId, practitionerId, '2026-05-13'),
    diaryDay(homeId, newId(), '2026-05-12'),
    diaryDay(newId(), practitionerId, '2026-05-12'),
    workingTime(homeId),
    workingTime(newId()),
  ];
  expect(new Set(days.map((day) => accountId(operatorId, day))).size).toBe(days.length);
  expect(days.map(({ unit }) => unit)).toEqual(days.map(() => 'DAY'));
});

test('a day is filled to one whole day out of time without bound', () => {
  expect(diaryAccounts(homeId, practitionerId, '2026-05-12')).toEqual([
    { ...workingTime(homeId), floor: null },
    { ...diaryDay(homeId, practitionerId, '2026-05-12'), ceiling: wholeDay },
  ]);
  expect(wholeDay).toBe(100n);
});

test('a booking in a diary holds its portion of that practitioner’s day', () => {
  const [id, visitId] = [newId(), newId()];
  const booking = {
    id,
    homeId,
    practitionerId,
    date: '2026-05-12',
    portion: 50n,
    visitId,
    description: 'Visit',
  };
  expect(diaryHold(operatorId, booking)).toEqual({
    kind: 'hold',
    id,
    debit: accountId(operatorId, workingTime(homeId)),
    credit: accountId(operatorId, diaryDay(homeId, practitionerId, '2026-05-12')),
    amount: 50n,
    code: 'book',
    reference: { type: 'visit', id: visitId },
    description: 'Visit',
  });
});
