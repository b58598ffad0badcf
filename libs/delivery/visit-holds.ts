import { derivedId, longDate, quantity, Refusal } from '#platform';
import { poolOf } from '#entitlements';
import { accountId, type Command } from '#ledger';
import { diaryHold } from './diary.js';
import type { NewVisit, WishedVisit } from './wished-visit.js';
import type { Visit } from './visit.entity.js';

const delivered = (schoolId: string) => ({ owner: schoolId, unit: 'DAY' as const, code: 'days-delivered' });
/** What a day of the entitlement is held on. */
export const entitlementAccounts = (schoolId: string) => [
  { ...poolOf(schoolId, 'DAY'), lots: true },
  delivered(schoolId),
];

const diaryHoldId = (visitId: string) => derivedId(visitId, 'diary');
const entitlementHoldId = (visitId: string) => derivedId(visitId, 'entitlement');
export const visitHoldIds = (visit: Visit) => [
  diaryHoldId(visit.visitId),
  ...(visit.proposalId ? [] : [entitlementHoldId(visit.visitId)]),
];

/** What a booking holds: the practitioner's day and, unless it delivers a proposal, a day of the entitlement. */
export function visitHolds(operatorId: string, visit: NewVisit, homeId: string, name: string): Command[] {
  const description = `Visit by ${name} on ${longDate(visit.on)}`;
  const diary = diaryHold(operatorId, {
    id: diaryHoldId(visit.visitId),
    homeId,
    practitionerId: visit.practitionerId,
    date: visit.on.toString(),
    portion: visit.portion,
    visitId: visit.visitId,
    description,
  });
  if (visit.proposalId) return [diary];
  return [
    diary,
    {
      kind: 'hold',
      id: entitlementHoldId(visit.visitId),
      debit: accountId(operatorId, poolOf(visit.schoolId, 'DAY')),
      credit: accountId(operatorId, delivered(visit.schoolId)),
      amount: visit.portion,
      // A day of the term that the visit lies in, whenever it is booked.
      usedOn: visit.on,
      code: 'book',
      reference: { type: 'visit', id: visit.visitId },
      description,
    },
  ];
}

/** Which of the two ran out, for `refuseAs`. */
export const ranOut = (visit: NewVisit, name: string) => ({
  'ledger.over-ceiling': () => taken(visit, name),
  'ledger.insufficient': () => noDaysLeft(visit),
});

/** The practitioner's day is full, or has not as much left as is asked. */
export const taken = ({ on }: WishedVisit, name: string, free = 0n): Refusal =>
  new Refusal(
    'delivery.taken',
    free
      ? `${name} has only half a day left on ${longDate(on)}. Choose half a day, or another day.`
      : `${name} is already booked on ${longDate(on)}. Choose another day.`,
  );

/** `left` is what the entitlement still has for that day, when it is known. */
export const noDaysLeft = ({ on, portion }: WishedVisit, left?: bigint): Refusal =>
  new Refusal(
    'delivery.no-days-left',
    left === undefined
      ? `You have not enough days of your entitlement left for ${longDate(on)}.`
      : `For ${longDate(on)} you have ${quantity(left, 'DAY')} of your entitlement left, and this would take ${quantity(portion, 'DAY')}.`,
  );
