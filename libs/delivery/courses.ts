import { Injectable } from '@nestjs/common';
import {
  announce,
  derivedId,
  notFound,
  Refusal,
  requireActsFor,
  shortDate,
  type Temporal,
  type Tx,
} from '#platform';
import { Catalogue, creditsSpent, poolsOf, priceFor } from '#catalogue';
import { Directory } from '#directory';
import { Audit, Limits } from '#identity';
import { accountId, Ledger, type Command } from '#ledger';
import { RegisterTaken } from './events.js';
import {
  explain,
  placeAccounts,
  placeHoldIds,
  placeHolds,
  placesUsed,
  type Place,
  type PlaceMeans,
  type Session,
} from './place.js';

const sessionColumns = `session_id AS "sessionId", offer_id AS "offerId", provider_id AS "providerId", title, held_on AS "heldOn", to_char(starts_at, 'HH24:MI') AS "startsAt",
  venue, capacity, register_taken_on AS "registerTakenOn"`;
const placeColumns = `place_id AS "placeId", session_id AS "sessionId", school_id AS "schoolId", provider_id AS "providerId", attendee, means, amount, state, booked_on AS "bookedOn"`;

/** Dated courses and events, and the places on them. A place is a hold on the session's places until the register is taken. */
@Injectable()
export class Courses {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly ledger: Ledger,
    private readonly limits: Limits,
    private readonly audit: Audit,
  ) {}

  /** Dates a course. Refuses: `delivery.not-a-course`, `platform.forbidden`. */
  async schedule(
    tx: Tx,
    session: {
      sessionId: string;
      offerId: string;
      on: Temporal.PlainDate;
      startsAt: string;
      venue: string;
      capacity: number;
    },
  ): Promise<void> {
    const offer = await this.catalogue.offer(tx, session.offerId);
    requireActsFor(tx.actor, offer.providerId);
    if (offer.kind !== 'course')
      throw new Refusal('delivery.not-a-course', `${offer.title} is not a course.`, 'invalid');
    const { offered, places, taken } = placeAccounts(offer.providerId, session.sessionId);
    await tx.query(
      `INSERT INTO delivery.session (operator_id, session_id, offer_id, provider_id, title, held_on, starts_at, venue, capacity, places_account_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        tx.operatorId,
        session.sessionId,
        offer.offerId,
        offer.providerId,
        offer.title,
        session.on.toString(),
        session.startsAt,
        session.venue,
        session.capacity,
        accountId(tx.operatorId, places),
      ],
    );
    await this.ledger.open(tx, [{ ...offered, floor: null }, { ...places, name: offer.title }, taken]);
    await this.ledger.post(tx, {
      id: derivedId(session.sessionId, 'places'),
      debit: accountId(tx.operatorId, offered),
      credit: accountId(tx.operatorId, places),
      amount: BigInt(session.capacity),
      code: 'schedule',
      reference: { type: 'session', id: session.sessionId },
      description: `${session.capacity} places on ${shortDate(session.on)}`,
    });
  }

  /**
   * Books a place, paid from the school's free places, its credits, or with money that is billed after the course. The
   * caller's id makes a second click a replay. Refuses: `delivery.full`, `delivery.session-over`, `delivery.not-payable-so`,
   * `delivery.no-free-places`, `delivery.no-credits`, `identity.above-limit`, `platform.forbidden`.
   */
  async book(
    tx: Tx,
    place: { placeId: string; sessionId: string; schoolId: string; attendee: string; means: PlaceMeans },
  ): Promise<void> {
    requireActsFor(tx.actor, place.schoolId);
    const earlier = await tx.query('SELECT FROM delivery.place WHERE operator_id = $1 AND place_id = $2', [
      tx.operatorId,
      place.placeId,
    ]);
    if (earlier.length) return;
    const session = await this.session(tx, place.sessionId);
    if (session.registerTakenOn || session.heldOn < tx.today.toString())
      throw new Refusal('delivery.session-over', `${session.title} has taken place.`);
    const amount = await this.price(tx, session, place.schoolId, place.means);
    await this.ledger.open(
      tx,
      place.means === 'money'
        ? []
        : [...poolsOf(place.schoolId), { ...creditsSpent, floor: null }, placesUsed],
    );
    await this.ledger.apply(tx, placeHolds(tx.operatorId, session, place, amount)).catch((error: unknown) => {
      throw error instanceof Refusal && error.code === 'ledger.insufficient'
        ? explain(error, session, place)
        : error;
    });
    await tx.query(
      `INSERT INTO delivery.place (operator_id, place_id, session_id, school_id, provider_id, attendee, means, amount, state, booked_on, booked_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'booked', $9, $10)`,
      [
        tx.operatorId,
        place.placeId,
        place.sessionId,
        place.schoolId,
        session.providerId,
        place.attendee,
        place.means,
        amount,
        tx.today.toString(),
        tx.actor.personId,
      ],
    );
    await this.audit.record(tx, 'delivery.book-place', {
      type: 'place',
      id: place.placeId,
      organisationId: place.schoolId,
    });
  }

  /** Gives a place back before the course: what paid for it is free again. Refuses: `delivery.place-state`, `platform.forbidden`. */
  async cancel(tx: Tx, placeId: string): Promise<void> {
    await tx.query('SELECT FROM delivery.place WHERE operator_id = $1 AND place_id = $2 FOR NO KEY UPDATE', [
      tx.operatorId,
      placeId,
    ]);
    const place = await this.place(tx, placeId);
    requireActsFor(tx.actor, place.schoolId);
    await this.setState(tx, [placeId], 'cancelled');
    await this.ledger.apply(
      tx,
      placeHoldIds(place).map((hold): Command => ({ kind: 'release', id: derivedId(hold, 'release'), hold })),
    );
    await this.audit.record(tx, 'delivery.cancel-place', {
      type: 'place',
      id: placeId,
      organisationId: place.schoolId,
    });
  }

  /**
   * The provider says who came: every place still booked is settled, whoever came, because it was kept for them.
   * Refuses: `delivery.not-yet`, `delivery.register-taken`, `platform.forbidden`.
   */
  async takeRegister(tx: Tx, sessionId: string, attended: readonly string[]): Promise<void> {
    const session = await this.session(tx, sessionId);
    requireActsFor(tx.actor, session.providerId);
    if (session.heldOn > tx.today.toString())
      throw new Refusal(
        'delivery.not-yet',
        `The course is on ${shortDate(session.heldOn)}; its register can be taken from then.`,
      );
    const taken = await tx.query(
      'UPDATE delivery.session SET register_taken_on = $3 WHERE operator_id = $1 AND session_id = $2 AND register_taken_on IS NULL RETURNING session_id',
      [tx.operatorId, sessionId, tx.today.toString()],
    );
    if (!taken.length) throw new Refusal('delivery.register-taken', 'The register was already taken.');
    const places = (await this.places(tx, { sessionId })).filter((place) => place.state === 'booked');
    const came = places.filter((place) => attended.includes(place.placeId));
    await this.setState(
      tx,
      came.map((place) => place.placeId),
      'attended',
    );
    await this.setState(
      tx,
      places.filter((place) => !came.includes(place)).map((place) => place.placeId),
      'absent',
    );
    await this.ledger.apply(
      tx,
      places
        .flatMap(placeHoldIds)
        .map((hold): Command => ({ kind: 'settle', id: derivedId(hold, 'settle'), hold })),
    );
    await announce(tx, RegisterTaken, sessionId);
    await this.audit.record(tx, 'delivery.take-register', { type: 'session', id: sessionId });
  }

  /** Dated courses from a day on, each with the places left. */
  async sessions(
    tx: Tx,
    filter: {
      offerId?: string;
      providerId?: string;
      from?: Temporal.PlainDate;
      after?: string;
      limit?: number;
    } = {},
  ): Promise<(Session & { left: bigint })[]> {
    return tx.query(
      `SELECT ${sessionColumns}, delivery.places_left(places_account_id) AS left FROM delivery.session
        WHERE operator_id = $1 AND ($2::uuid IS NULL OR offer_id = $2) AND ($3::uuid IS NULL OR provider_id = $3) AND ($4::date IS NULL OR held_on >= $4)
          AND ($5::uuid IS NULL OR (held_on, starts_at, session_id) > (SELECT held_on, starts_at, session_id FROM delivery.session WHERE operator_id = $1 AND session_id = $5))
        ORDER BY held_on, starts_at, session_id LIMIT $6`,
      [
        tx.operatorId,
        filter.offerId ?? null,
        filter.providerId ?? null,
        filter.from?.toString() ?? null,
        filter.after ?? null,
        filter.limit ?? null,
      ],
    );
  }

  /** Refuses: `platform.not-found`. */
  async session(tx: Tx, sessionId: string): Promise<Session> {
    const [session] = await tx.query<Session>(
      `SELECT ${sessionColumns} FROM delivery.session WHERE operator_id = $1 AND session_id = $2`,
      [tx.operatorId, sessionId],
    );
    if (!session) throw notFound('course date');
    return session;
  }

  async places(
    tx: Tx,
    filter: { sessionId?: string; schoolId?: string; after?: string; limit?: number },
  ): Promise<Place[]> {
    return tx.query<Place>(
      `SELECT ${placeColumns} FROM delivery.place WHERE operator_id = $1 AND ($2::uuid IS NULL OR session_id = $2) AND ($3::uuid IS NULL OR school_id = $3)
          AND ($4::uuid IS NULL OR (booked_on, place_id) > (SELECT booked_on, place_id FROM delivery.place WHERE operator_id = $1 AND place_id = $4))
        ORDER BY booked_on, place_id LIMIT $5`,
      [
        tx.operatorId,
        filter.sessionId ?? null,
        filter.schoolId ?? null,
        filter.after ?? null,
        filter.limit ?? null,
      ],
    );
  }

  /** Refuses: `platform.not-found`. */
  async place(tx: Tx, placeId: string): Promise<Place> {
    const [place] = await tx.query<Place>(
      `SELECT ${placeColumns} FROM delivery.place WHERE operator_id = $1 AND place_id = $2`,
      [tx.operatorId, placeId],
    );
    if (!place) throw notFound('place');
    return place;
  }

  private async price(tx: Tx, session: Session, schoolId: string, means: PlaceMeans): Promise<bigint> {
    const offer = await this.catalogue.offer(tx, session.offerId);
    const no = () =>
      new Refusal(
        'delivery.not-payable-so',
        `A place on ${session.title} cannot be paid that way.`,
        'invalid',
      );
    if (!offer.accepts.includes(means)) throw no();
    if (means === 'free') return 0n;
    const price = priceFor(
      offer.prices,
      means === 'credits' ? 'CREDIT' : 'GBP',
      await this.directory.school(tx, schoolId),
    );
    if (!price) throw no();
    if (means === 'money') await this.limits.check(tx, schoolId, price.amount);
    return price.amount;
  }

  private async setState(tx: Tx, placeIds: readonly string[], state: Place['state']): Promise<void> {
    const rows = await tx.query(
      `UPDATE delivery.place SET state = $3 WHERE operator_id = $1 AND place_id = ANY ($2) AND state = 'booked' RETURNING place_id`,
      [tx.operatorId, placeIds, state],
    );
    if (rows.length !== placeIds.length)
      throw new Refusal(
        'delivery.place-state',
        'This place was already given back, or the course has taken place.',
      );
  }
}
