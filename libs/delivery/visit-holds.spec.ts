import { expect, test } from '@jest/globals';
import { newId, refuseAs, Refusal, Temporal } from '#platform';
import { poolOf } from '#entitlements';
import { accountId } from '#ledger';
import { diaryDay, workingTime } from './diary.js';
import { entitlementAccounts, ranOut, noDaysLeft, taken, visitHoldIds, visitHolds } from './visit-holds.js';
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
const held = (of: ReturnType<typeof visit>) => visitHolds(operatorId, of, homeId, 'Ruth Abbott');

test('a visit holds the practitioner’s time and as much of the school’s days, valid on its day', () => {
  const booked = visit();
  expect(held(booked)).toMatchObject([
    {
      kind: 'hold',
      debit: accountId(operatorId, workingTime(homeId)),
      credit: accountId(operatorId, diaryDay(homeId, practitionerId, '2026-05-12')),
      amount: 50n,
      reference: { type: 'visit', id: booked.visitId },
    },
    {
      kind: 'hold',
      debit: accountId(operatorId, poolOf(schoolId, 'DAY')),
      credit: accountId(operatorId, entitlementAccounts(schoolId)[1]!),
      amount: 50n,
      usedOn: on,
      reference: { type: 'visit', id: booked.visitId },
    },
  ]);
});

test('a visit that delivers a proposal holds the practitioner’s time alone', () => {
  expect(held(visit(newId()))).toMatchObject([
    { credit: accountId(operatorId, diaryDay(homeId, practitionerId, '2026-05-12')) },
  ]);
});

test('what a visit holds is its own, and what is settled or released of it', () => {
  const ids = [visit(), visit()].flatMap((booked) => held(booked).map(({ id }) => id));
  expect(new Set(ids).size).toBe(4);
  for (const booked of [visit(), visit(newId())])
    expect(visitHoldIds({ ...booked, proposalId: booked.proposalId ?? null } as unknown as Visit)).toEqual(
      held(booked).map(({ id }) => id),
    );
});

test('the school’s days are held out of the pool its grants lie in as lots, for the days delivered to it', () => {
  expect(entitlementAccounts(schoolId)).toEqual([
    { ...poolOf(schoolId, 'DAY'), lots: true },
    { owner: schoolId, unit: 'DAY', code: 'days-delivered' },
  ]);
});

test('whichever ran out is said: the practitioner’s day or the school’s days; any other refusal is its own', async () => {
  const said = (code: string) =>
    Promise.reject(new Refusal(code, 'As it was.')).catch(refuseAs(ranOut(visit(), 'Ruth Abbott')));
  await expect(said('ledger.over-ceiling')).rejects.toMatchObject({
    code: 'delivery.taken',
    message: expect.stringContaining('Ruth Abbott is already booked on'),
  });
  await expect(said('ledger.insufficient')).rejects.toMatchObject({ code: 'delivery.no-days-left' });
  await expect(said('ledger.id-reused')).rejects.toMatchObject({
    code: 'ledger.id-reused',
    message: 'As it was.',
  });
});

test('before a booking it is said how much is left: half of the person’s day, or days of the entitlement', () => {
  expect(taken(visit(), 'Ruth Abbott', 50n).message).toContain('Ruth Abbott has only half a day left on');
  expect(taken(visit(), 'Ruth Abbott').message).toContain('Ruth Abbott is already booked on');
  expect(noDaysLeft(visit(), 0n).message).toContain('you have 0 days of your entitlement left');
  expect(noDaysLeft(visit()).message).toContain('You have not enough days');
});
