import { derivedId, longDate, Refusal } from '#platform';
import { DAY } from '#operating-model';
import type { Taking } from '#entitlements';
import type { Command } from '#ledger';
import { diaryHold } from './diary.js';
import type { NewVisit, WishedVisit } from './wished-visit.js';
import type { Visit } from './visit.entity.js';

const diaryHoldId = (visitId: string) => derivedId(visitId, 'diary');
const entitlementHoldId = (visitId: string) => derivedId(visitId, 'entitlement');
export const visitHoldIds = (visit: Visit) => [
  diaryHoldId(visit.visitId),
  ...(visit.proposalId ? [] : [entitlementHoldId(visit.visitId)]),
];

const description = (visit: NewVisit, name: string) => `Visit by ${name} on ${longDate(visit.on)}`;

/** What a booking holds of the practitioner's day. */
export const timeHold = (operatorId: string, visit: NewVisit, homeId: string, name: string): Command =>
  diaryHold(operatorId, {
    id: diaryHoldId(visit.visitId),
    homeId,
    practitionerId: visit.practitionerId,
    date: visit.on.toString(),
    portion: visit.portion,
    visitId: visit.visitId,
    description: description(visit, name),
  });

/** And of the school's days, unless it delivers a proposal: of the term that the visit lies in, whenever it is booked. */
export const visitTaking = (visit: NewVisit, name: string): Taking => ({
  id: entitlementHoldId(visit.visitId),
  schoolId: visit.schoolId,
  unit: DAY,
  amount: visit.portion,
  on: visit.on,
  code: 'book',
  reference: { type: 'visit', id: visit.visitId },
  description: description(visit, name),
});

/** The practitioner's day is full, or has not as much left as is asked. */
export const taken = ({ on }: WishedVisit, name: string, free = 0n): Refusal =>
  new Refusal(
    'delivery.taken',
    free
      ? `${name} has only half a day left on ${longDate(on)}. Choose half a day, or another day.`
      : `${name} is already booked on ${longDate(on)}. Choose another day.`,
  );
