import { DAY } from '#operating-model';
import { accountId, type Address, type Command } from '#ledger';

/** A whole day, in hundredths. */
export const wholeDay = 100n;

/**
 * A practitioner's day is an account that can be filled to one day and no further: two bookings of it, at any
 * concurrency, cannot both be held.
 */
export const diaryDay = (homeId: string, practitionerId: string, date: string): Address => ({
  owner: homeId,
  unit: DAY.code,
  code: `diary ${date}`,
  subject: practitionerId,
});

/** Where diary days come from: unbounded, one per party that employs practitioners. */
export const workingTime = (homeId: string): Address => ({
  owner: homeId,
  unit: DAY.code,
  code: 'working-time',
});

/** The accounts a booking in a diary needs. */
export const diaryAccounts = (homeId: string, practitionerId: string, date: string) => [
  { ...workingTime(homeId), floor: null },
  { ...diaryDay(homeId, practitionerId, date), ceiling: wholeDay },
];

export const diaryHold = (
  operatorId: string,
  hold: {
    id: string;
    homeId: string;
    practitionerId: string;
    date: string;
    portion: bigint;
    visitId: string;
    description: string;
  },
): Command => ({
  kind: 'hold',
  id: hold.id,
  debit: accountId(operatorId, workingTime(hold.homeId)),
  credit: accountId(operatorId, diaryDay(hold.homeId, hold.practitionerId, hold.date)),
  amount: hold.portion,
  code: 'book',
  reference: { type: 'visit', id: hold.visitId },
  description: hold.description,
});
