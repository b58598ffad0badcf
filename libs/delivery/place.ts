import { civilZone, derivedId, grouped, Refusal, shortDate, Temporal } from '#platform';
import { PLACE } from '#operating-model';
import type { Customer, Offer } from '#catalogue';
import type { Commitment } from '#identity';
import { accountId, type Address, type Command } from '#ledger';
import { costsOf, type Cost, type Taking } from '#entitlements';
import type { Place, PlaceMeans } from './place.entity.js';
import type { Session } from './session.entity.js';

/** When a course begins: its day and time are London's. */
export const startOf = ({ heldOn, startsAt }: Pick<Session, 'heldOn' | 'startsAt'>): Temporal.Instant =>
  Temporal.PlainDate.from(heldOn).toZonedDateTime({ timeZone: civilZone, plainTime: startsAt }).toInstant();

/** The largest course, as the table's own check. */
export const mostPlaces = 10_000;

/** Refuses: `delivery.capacity`. */
export function capacityAllowed(capacity: number): void {
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > mostPlaces)
    throw new Refusal(
      'delivery.capacity',
      `A course has from 1 to ${grouped.format(mostPlaces)} places.`,
      'invalid',
    );
}

/** A course's page shows each of its dates to come. Refuses: `delivery.course-dates`. */
export function datesAllowed({ title }: Pick<Offer, 'title'>, toCome: number, most: number): void {
  if (toCome >= most)
    throw new Refusal(
      'delivery.course-dates',
      `${title} has as many dates to come as one course may have: ${most}. Date it again when some of them are over.`,
    );
}

/** `09:30` */
export const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Refuses: `delivery.starts-at`. */
export function timeAllowed(startsAt: string): void {
  if (!timeOfDay.test(startsAt))
    throw new Refusal('delivery.starts-at', 'Say when it starts, like 09:30.', 'invalid');
}

/** Whoever comes to the door on the day may still be booked, until the register is taken. Refuses: `delivery.session-over`. */
export function mayBook(
  session: Pick<Session, 'title' | 'heldOn' | 'registerTakenOn'>,
  today: Temporal.PlainDate,
): void {
  if (session.registerTakenOn || session.heldOn < today.toString())
    throw new Refusal('delivery.session-over', `${session.title} has taken place.`);
}

/** A course's register is taken once, from when it begins. Refuses: `delivery.register-taken`, `delivery.not-yet`. */
export function mayTakeRegister(
  session: Pick<Session, 'heldOn' | 'startsAt' | 'registerTakenOn'>,
  now: Temporal.Instant,
): void {
  if (session.registerTakenOn)
    throw new Refusal('delivery.register-taken', 'The register was already taken.');
  if (Temporal.Instant.compare(now, startOf(session)) < 0)
    throw new Refusal(
      'delivery.not-yet',
      `The course begins on ${shortDate(session.heldOn)} at ${session.startsAt}; its register can be taken from then.`,
    );
}

/** Either some came or nobody did: a register sent untouched says neither. Refuses: `delivery.who-came`. */
export function saysWhoCame(attended: readonly string[], nobodyCame: boolean): void {
  if (attended.length > 0 === nobodyCame)
    throw new Refusal('delivery.who-came', 'Mark the people who came, or that nobody came.', 'invalid');
}

/** The last day on which a place is given back: the course's own, or as many days before it as the operator asks for. */
export const lastDayToGiveBack = (
  { heldOn }: Pick<Session, 'heldOn'>,
  noticeDays: number,
): Temporal.PlainDate => Temporal.PlainDate.from(heldOn).subtract({ days: noticeDays });

/**
 * A place goes back before the course begins, and earlier where the operator asks for notice. Refuses:
 * `delivery.place-state`, `delivery.session-over`, `delivery.too-late`.
 */
export function mayGiveBack(
  place: Pick<Place, 'state'>,
  session: Pick<Session, 'title' | 'heldOn' | 'startsAt' | 'registerTakenOn'>,
  now: Temporal.Instant,
  today: Temporal.PlainDate,
  noticeDays: number,
): void {
  if (place.state !== 'booked')
    throw new Refusal(
      'delivery.place-state',
      'This place was already given back, or the course has taken place.',
    );
  if (session.registerTakenOn || Temporal.Instant.compare(now, startOf(session)) >= 0)
    throw new Refusal(
      'delivery.session-over',
      `${session.title} has begun, so this place cannot be given back.`,
    );
  const last = lastDayToGiveBack(session, noticeDays);
  if (Temporal.PlainDate.compare(today, last) > 0)
    throw new Refusal(
      'delivery.too-late',
      `This place could be given back until ${shortDate(last)}. Ask the provider whether someone else may come instead.`,
    );
}

/**
 * What a place costs a school by one means. Refuses: `delivery.not-payable-so`,
 * `catalogue.roll-unknown`.
 */
export function placeCost(
  offer: Pick<Offer, 'title' | 'accepts' | 'prices'>,
  school: Customer,
  means: PlaceMeans,
): Cost & { amount: bigint } {
  const cost = costsOf(offer, school)[means];
  if (cost?.amount instanceof Refusal) throw cost.amount;
  if (cost === undefined)
    throw new Refusal(
      'delivery.not-payable-so',
      `A place on ${offer.title} cannot be paid that way.`,
      'invalid',
    );
  return { unit: cost.unit, amount: cost.amount };
}

/** The places of one session: where they come from, those left, those taken. */
export const placeAccounts = (providerId: string, sessionId: string) => ({
  offered: { owner: providerId, unit: PLACE.code, code: 'places-offered' } satisfies Address as Address,
  places: {
    owner: providerId,
    unit: PLACE.code,
    code: 'places',
    subject: sessionId,
  } satisfies Address as Address,
  taken: {
    owner: providerId,
    unit: PLACE.code,
    code: 'places-taken',
    subject: sessionId,
  } satisfies Address as Address,
});
const seatHoldId = (placeId: string) => derivedId(placeId, 'seat');
const payHoldId = (placeId: string) => derivedId(placeId, 'pay');
export const placeHoldIds = (place: Pick<Place, 'placeId' | 'means'>): string[] => [
  seatHoldId(place.placeId),
  ...(place.means === 'money' ? [] : [payHoldId(place.placeId)]),
];

const booked = (session: Session, placeId: string) => ({
  code: 'book',
  reference: { type: 'place', id: placeId },
  description: `${session.title}, ${shortDate(session.heldOn)}`,
});

/** The seat itself. */
export function seatHold(operatorId: string, session: Session, placeId: string): Command {
  const { places, taken } = placeAccounts(session.providerId, session.sessionId);
  return {
    kind: 'hold',
    ...booked(session, placeId),
    id: seatHoldId(placeId),
    debit: accountId(operatorId, places),
    credit: accountId(operatorId, taken),
    amount: 1n,
  };
}

/** What pays for it: from the term that the course lies in, whenever it is booked. */
export const placeTaking = (
  session: Session,
  { placeId, schoolId }: Pick<Place, 'placeId' | 'schoolId'>,
  { unit, amount }: Pick<Taking, 'unit' | 'amount'>,
  purpose: string,
): Taking => ({
  ...booked(session, placeId),
  ...{ id: payHoldId(placeId), schoolId, unit, amount, purpose },
  on: Temporal.PlainDate.from(session.heldOn),
});

/** A paid place commits the school's money. */
export const placeCommitment = (place: Pick<Place, 'placeId' | 'schoolId'>, pence = 0n): Commitment => ({
  organisationId: place.schoolId,
  pence,
  subject: { type: 'place', id: place.placeId },
});

export const full = ({ title, heldOn }: Session): Refusal =>
  new Refusal('delivery.full', `${title} on ${shortDate(heldOn)} is full.`);

/** Somebody else of the same name says so. */
export const alreadyBooked = (attendee: string): Refusal =>
  new Refusal(
    'delivery.already-booked',
    `${attendee} has a place on this date already. If this is somebody else of that name, add what tells them apart, like their class.`,
  );
