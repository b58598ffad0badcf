import {
  committingRoles,
  forbidden,
  mustSay,
  notFound,
  Refusal,
  requireActsFor,
  requireStaff,
  schoolRoles,
  shortDate,
  Temporal,
  type Actor,
} from '#platform';
import { wholeDay } from './diary.js';
import { brokeringRoles } from './request.js';
import { texts } from './texts.js';
import type { Visit, VisitState } from './visit.entity.js';

/** Every change of state a visit can make. */
const transitions: Record<VisitState, readonly VisitState[]> = {
  booked: ['delivered', 'cancelled'],
  delivered: ['evaluated'],
  evaluated: [],
  cancelled: [],
};

const said: Record<VisitState, string> = {
  booked: 'is booked and has no report yet',
  delivered: 'has its report',
  evaluated: 'was evaluated',
  cancelled: 'was called off',
};

/** A visit that nothing has become of yet. */
export const justBooked = {
  state: 'booked',
  report: null,
  reportedOn: null,
  readOn: null,
  readBy: null,
  rating: null,
  evaluation: null,
  evaluatedOn: null,
  calledOffBecause: null,
  version: 1,
} as const;

/** What a party's transaction writes only as the program says: see migrations/0015-words-of-a-visit.ts. */
export const saidOf = ({ visitId, schoolId, practitionerId, state, rating, report, evaluation }: Visit) => [
  visitId,
  schoolId,
  practitionerId,
  state,
  rating === null ? null : String(rating),
  report,
  evaluation,
];

/** Refuses: `delivery.visit-state`. */
export function become(visit: Pick<Visit, 'state'>, state: VisitState): void {
  if (!transitions[visit.state].includes(state))
    throw new Refusal('delivery.visit-state', `This visit ${said[visit.state]}.`);
}

/** A report is of something that happened and has none yet. Refuses: `delivery.visit-state`, `delivery.not-yet`. */
export function reportable(visit: Pick<Visit, 'visitOn' | 'state'>, today: Temporal.PlainDate): void {
  become(visit, 'delivered');
  if (Temporal.PlainDate.compare(today, visit.visitOn) < 0) {
    throw new Refusal(
      'delivery.not-yet',
      `The visit is on ${shortDate(visit.visitOn)}; its report can be filed from then.`,
    );
  }
}

/** Refuses: `delivery.portion`. */
export function wholeOrHalf(portion: bigint): void {
  if (portion !== wholeDay && portion * 2n !== wholeDay)
    throw new Refusal('delivery.portion', 'A visit is for a whole day or half a day.', 'invalid');
}

/** Refuses: `delivery.rating`. */
export function ratingAllowed(rating: number): void {
  if (![1, 2, 3, 4, 5].includes(rating))
    throw new Refusal('delivery.rating', 'Say how the visit went, from 1 to 5.', 'invalid');
}

/** A day that can be booked: not over, and not beyond what is planned. Refuses: `delivery.past`, `delivery.too-far`. */
export function liesAhead(date: Temporal.PlainDate, today: Temporal.PlainDate, horizonDays: number): void {
  if (Temporal.PlainDate.compare(date, today) < 0)
    throw new Refusal('delivery.past', 'Choose a day that is not in the past.', 'invalid');
  const last = today.add({ days: horizonDays });
  if (Temporal.PlainDate.compare(date, last) > 0)
    throw new Refusal('delivery.too-far', `Choose a day until ${shortDate(last)}.`, 'invalid');
}

/** Whom a visit names, and who signs in as the practitioner who comes. */
type Named = Pick<Visit, 'schoolId' | 'homeId'> & { readonly practitionerPersonId: string | null };

/** The practitioner who comes, or whoever leads the party that employs them, acts for a visit's home. Refuses: `platform.forbidden`. */
export function requireHome(actor: Actor, visit: Omit<Named, 'schoolId'>): void {
  const comes =
    actor.role === 'practitioner' &&
    visit.practitionerPersonId !== null &&
    visit.practitionerPersonId === actor.personId;
  requireActsFor(actor, visit.homeId, comes ? ['practitioner'] : ['manager', 'headteacher']);
}

/** That a day took place is for somebody else to say than who booked it for the school. Refuses: `platform.forbidden`. */
export function mayReport(
  { personId }: Pick<Actor, 'personId'>,
  { bookedBy }: Pick<Visit, 'bookedBy'>,
): void {
  if (bookedBy !== null && bookedBy === personId)
    throw forbidden('You booked this day for the school, so a colleague here files its report.');
}

/** Of a party's practitioners each sees the visits that they make: what is said of a head, or of a colleague, is not theirs to read. Refuses: `platform.not-found`. */
export function mayLook(actor: Actor, { practitionerPersonId }: Pick<Named, 'practitionerPersonId'>): void {
  if (actor.role === 'practitioner' && practitionerPersonId !== actor.personId) throw notFound('visit');
}

/** Its school says once how a visit went; not who came, who may be a governor there. Refuses: `platform.forbidden`, `delivery.visit-state`. */
export function mayEvaluate(actor: Actor, visit: Pick<Visit, 'state'> & Omit<Named, 'homeId'>): void {
  requireActsFor(actor, visit.schoolId, schoolRoles);
  if (visit.practitionerPersonId !== null && visit.practitionerPersonId === actor.personId)
    throw forbidden('Nobody rates a visit of their own. Ask a colleague at your school.');
  become(visit, 'evaluated');
}

/** For whom someone calls a visit off. Refuses: `platform.forbidden`. */
export function callerOf(actor: Actor, visit: Named): 'school' | 'home' | 'staff' {
  if (actor.organisationIds.includes(visit.schoolId)) {
    requireActsFor(actor, visit.schoolId, committingRoles);
    return 'school';
  }
  if (actor.scope === 'operator') {
    requireStaff(actor, brokeringRoles);
    return 'staff';
  }
  requireHome(actor, visit);
  return 'home';
}

/**
 * The last day on which a visit is called off: by its school some days before it, so that the other's day can be used; by
 * the practitioner's party until it is over, for people fall ill.
 */
export const lastDayToCallOff = (
  { visitOn }: Pick<Visit, 'visitOn'>,
  by: 'school' | 'home',
  noticeDays: number,
): Temporal.PlainDate => (by === 'school' ? visitOn.subtract({ days: noticeDays }) : visitOn);

/**
 * Whether a visit may still be called off: by either side until its last day for that, by the operator's staff afterwards, with
 * a reason, when it did not take place. Refuses: `delivery.visit-state`, `delivery.visit-over`, `delivery.too-late`,
 * `delivery.reason`.
 */
export function mayCallOff(
  visit: Pick<Visit, 'visitOn' | 'state'>,
  by: 'school' | 'home' | 'staff',
  today: Temporal.PlainDate,
  noticeDays: number,
  reason?: string,
): void {
  become(visit, 'cancelled');
  if (by === 'staff' || reason?.trim()) mustSay(reason ?? '', texts.calledOff);
  if (by === 'staff') return;
  if (Temporal.PlainDate.compare(today, visit.visitOn) > 0)
    throw new Refusal(
      'delivery.visit-over',
      `The visit was on ${shortDate(visit.visitOn)}, so it cannot be called off any more. If it did not take place, tell the organisation that runs this marketplace.`,
    );
  const last = lastDayToCallOff(visit, by, noticeDays);
  if (Temporal.PlainDate.compare(today, last) > 0)
    throw new Refusal(
      'delivery.too-late',
      `This visit could be called off until ${shortDate(last)}. Ring the practitioner, who may still call it off.`,
    );
}
