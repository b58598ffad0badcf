import { expect, test } from '@jest/globals';
import { newId, Temporal } from '#platform';
import { DAY } from '#operating-model';
import { take } from '#entitlements';
import { accountId } from '#ledger';
import { diaryDay, workingTime } from './diary.js';
import { taken, timeHold, visitHoldIds, visitTaking } from './visit-holds.js';
import type { Visit } from './visit.entity.js';

const [operatorId, schoolId, homeId, practitionerId] = [newId(), newId(), newId(), newId()];
const on = Temporal.PlainDate.from('2026-05-12');
const visit = (proposalId?: string) => ({
  visitId: newId(),
  schoolId,
  practitionerId,
  on,
  portion: 50n,
  purpose: 'Termly review',
  ...(proposalId && { proposalId }),
});
const held = (of: ReturnType<typeof visit>) => [
  timeHold(operatorId, of, homeId, 'Ruth Abbott'),
  ...('proposalId' in of ? [] : take(operatorId, visitTaking(of, 'Ruth Abbott'))),
];

test('a visit holds the practitioner’s time and takes as much of the school’s days, valid on its day', () => {
  const booked = visit();
  expect(timeHold(operatorId, booked, homeId, 'Ruth Abbott')).toMatchObject({
    kind: 'hold',
    debit: accountId(operatorId, workingTime(homeId)),
    credit: accountId(operatorId, diaryDay(homeId, practitionerId, '2026-05-12')),
    amount: 50n,
    reference: { type: 'visit', id: booked.visitId },
  });
  // What it is for is the visit's own words, and no purpose of credits.
  expect(visitTaking(booked, 'Ruth Abbott')).toEqual({
    id: expect.any(String),
    ...{ schoolId, unit: DAY, amount: 50n, on, code: 'book' },
    reference: { type: 'visit', id: booked.visitId },
    description: 'Visit by Ruth Abbott on Tuesday 12 May 2026',
  });
});

test('what a visit holds is its own, and what is settled or released of it', () => {
  const ids = [visit(), visit()].flatMap((booked) => held(booked).map(({ id }) => id));
  expect(new Set(ids).size).toBe(4);
  for (const booked of [visit(), visit(newId())])
    expect(visitHoldIds({ ...booked, proposalId: booked.proposalId ?? null } as unknown as Visit)).toEqual(
      held(booked).map(({ id }) => id),
    );
});

test('before a booking it is said how much is left of the person’s day', () => {
  expect(taken(visit(), 'Ruth Abbott', 50n).message).toContain('Ruth Abbott has only half a day left on');
  expect(taken(visit(), 'Ruth Abbott').message).toContain('Ruth Abbott is already booked on');
});
