import { civilZone, derivedId, Refusal, shortDate, Temporal } from '#platform';
import { priceFor, type Customer, type Offer } from '#catalogue';
import type { Commitment } from '#identity';
import { accountId, type Address, type Command } from '#ledger';
import { creditsSpent, poolOf } from '#entitlements';
import type { Place, PlaceMeans } from './place.entity.js';
import type { Session } from './session.entity.js';

/** When a course begins: its day and time are London's. */
export const startOf = ({ heldOn, startsAt }: Pick<Session, 'heldOn' | 'startsAt'>): Temporal.Instant =>
  Temporal.PlainDate.from(heldOn).toZonedDateTime({ timeZone: civilZone, plainTime: startsAt }).toInstant();

/** Whoever comes to the door on the day may still be booked, until the register is taken. Refuses: `delivery.session-over`. */
export function mayBook(
  session: Pick<Session, 'title' | 'heldOn' | 'registerTakenOn'>,
  today: Temporal.PlainDate,
): void {
  if (session.registerTakenOn || session.heldOn < today.toString())
    throw new Refusal('delivery.session-over', `${session.title} has taken place.`);
}

/**
 * A place goes back before the course begins, and earlier where the operator asks for notice. Refuses:
 * `delivery.place-state`, `delivery.session-over`, `delivery.too-late`.
 */
export function mayGiveBack(
  place: Pick<Place, 'state'>,
  session: Session,
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
  const last = Temporal.PlainDate.from(session.heldOn).subtract({ days: noticeDays });
  if (Temporal.PlainDate.compare(today, last) > 0)
    throw new Refusal('delivery.too-late', `This place could be given back until ${shortDate(last)}.`);
}

/** What a place costs a school, in the unit it pays with. Refuses: `delivery.not-payable-so`. */
export function placePrice(
  offer: Pick<Offer, 'title' | 'accepts' | 'prices'>,
  school: Customer,
  means: PlaceMeans,
): bigint {
  const price =
    means === 'free' ? null : priceFor(offer.prices, means === 'credits' ? 'CREDIT' : 'GBP', school);
  if (!offer.accepts.includes(means) || (means !== 'free' && !price))
    throw new Refusal(
      'delivery.not-payable-so',
      `A place on ${offer.title} cannot be paid that way.`,
      'invalid',
    );
  return price?.amount ?? 0n;
}

/** The places of one session: where they come from, those left, those taken. */
export const placeAccounts = (providerId: string, sessionId: string) => ({
  offered: { owner: providerId, unit: 'PLACE', code: 'places-offered' } satisfies Address as Address,
  places: {
    owner: providerId,
    unit: 'PLACE',
    code: 'places',
    subject: sessionId,
  } satisfies Address as Address,
  taken: {
    owner: providerId,
    unit: 'PLACE',
    code: 'places-taken',
    subject: sessionId,
  } satisfies Address as Address,
});
export const placesUsed: Address & { floor: null } = {
  owner: null,
  unit: 'PLACE',
  code: 'places-used',
  floor: null,
};

const seatHoldId = (placeId: string) => derivedId(placeId, 'seat');
const payHoldId = (placeId: string) => derivedId(placeId, 'pay');
export const placeHoldIds = (place: Pick<Place, 'placeId' | 'means'>): string[] => [
  seatHoldId(place.placeId),
  ...(place.means === 'money' ? [] : [payHoldId(place.placeId)]),
];

export function placeHolds(
  operatorId: string,
  session: Session,
  place: { placeId: string; schoolId: string; means: PlaceMeans },
  amount: bigint,
): Command[] {
  const { places, taken } = placeAccounts(session.providerId, session.sessionId);
  const common = {
    kind: 'hold',
    code: 'book',
    reference: { type: 'place', id: place.placeId },
    description: `${session.title}, ${shortDate(session.heldOn)}`,
  } as const;
  const seat: Command = {
    ...common,
    id: seatHoldId(place.placeId),
    debit: accountId(operatorId, places),
    credit: accountId(operatorId, taken),
    amount: 1n,
  };
  if (place.means === 'money') return [seat];
  const pay =
    place.means === 'credits'
      ? {
          debit: accountId(operatorId, poolOf(place.schoolId, 'CREDIT')),
          credit: accountId(operatorId, creditsSpent),
          amount,
        }
      : {
          debit: accountId(operatorId, poolOf(place.schoolId, 'PLACE')),
          credit: accountId(operatorId, placesUsed),
          amount: 1n,
        };
  // From the term that the course lies in, whenever it is booked.
  const usedOn = Temporal.PlainDate.from(session.heldOn);
  return [seat, { ...common, ...pay, usedOn, id: payHoldId(place.placeId) }];
}

/** A paid place commits the school's money. */
export const placeCommitment = (place: Pick<Place, 'placeId' | 'schoolId'>, pence = 0n): Commitment => ({
  organisationId: place.schoolId,
  pence,
  subject: { type: 'place', id: place.placeId },
});

/** Which of the two ran out. */
export function explain(
  refusal: Refusal,
  session: Session,
  place: { placeId: string; means: PlaceMeans },
): Refusal {
  if (refusal.details.id === payHoldId(place.placeId)) {
    return place.means === 'credits'
      ? new Refusal('delivery.no-credits', `You have not enough credits for ${shortDate(session.heldOn)}.`)
      : new Refusal(
          'delivery.no-free-places',
          `You have no free places left for ${shortDate(session.heldOn)}.`,
        );
  }
  return new Refusal('delivery.full', `${session.title} on ${shortDate(session.heldOn)} is full.`);
}
