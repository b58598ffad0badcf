import { Injectable } from '@nestjs/common';
import {
  askedBefore,
  publish,
  committingRoles,
  derivedId,
  longDate,
  mustSay,
  notFound,
  oneAtATime,
  providerRoles,
  refuseAs,
  Refusal,
  requireActsFor,
  shortDate,
  Temporal,
  type Tx,
  record,
} from '#platform';
import { OperatingModel } from '#operating-model';
import { asShown, Catalogue, isWithdrawn, notOwn, type Offer, type ShownPrice } from '#catalogue';
import { Calendar, Directory, stillOpen } from '#directory';
import { Limits, Parties } from '#identity';
import { accountId, Ledger } from '#ledger';
import { Entitlements, release, settle } from '#entitlements';
import { RegisterTaken } from './events.js';
import {
  capacityAllowed,
  datesAllowed,
  full,
  mayBook,
  mayGiveBack,
  mayTakeRegister,
  placeAccounts,
  placeHoldIds,
  placeCommitment,
  placeCost,
  placeTaking,
  saysWhoCame,
  seatHold,
  startOf,
  timeAllowed,
} from './place.js';
import { Place, type PlaceMeans } from './place.entity.js';
import { insertPlace, lockPlace, lockPlacesOf, lockSession, settlePlaces } from './place.repository.js';
import { Session } from './session.entity.js';
import {
  nextSessions,
  placeRows,
  sessionRows,
  type PlaceFilter,
  type SessionFilter,
  type SessionRow,
} from './courses.queries.js';
import { texts } from './texts.js';
import { liesAhead } from './visit.js';

/** Dated courses and events, and the places on them. A place is a hold on the session's places until the register is taken. */
@Injectable()
export class Courses {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly calendar: Calendar,
    private readonly model: OperatingModel,
    private readonly ledger: Ledger,
    private readonly entitlements: Entitlements,
    private readonly limits: Limits,
    private readonly parties: Parties,
  ) {}

  /**
   * Whether a course can be dated so, by its provider. Refuses: `platform.forbidden`, `delivery.not-a-course`,
   * `delivery.withdrawn`, `delivery.starts-at`, `delivery.past`, `delivery.too-far`, `delivery.closed-day`, `delivery.course-dates`.
   */
  async maySchedule(
    tx: Tx,
    { offerId, on, startsAt }: { offerId: string; on: Temporal.PlainDate; startsAt: string },
  ): Promise<Offer> {
    const offer = await this.catalogue.offer(tx, offerId);
    requireActsFor(tx.actor, offer.providerId, providerRoles);
    if (offer.kind !== 'course')
      throw new Refusal('delivery.not-a-course', `${offer.title} is not a course.`, 'invalid');
    if (isWithdrawn(offer, tx.today))
      throw new Refusal('delivery.withdrawn', `${offer.title} is not offered any more.`, 'invalid');
    timeAllowed(startsAt);
    const { horizon_days, course_dates } = (await this.model.on(tx)).delivery;
    liesAhead(on, tx.today, horizon_days);
    if (Temporal.Instant.compare(startOf({ heldOn: on.toString(), startsAt }), tx.now) < 0)
      throw new Refusal('delivery.past', 'Choose a time that is not in the past.', 'invalid');
    if (!(await this.calendar.isWorkingDay(tx, on)))
      throw new Refusal(
        'delivery.closed-day',
        `${longDate(on)} is not a working day. Choose another day.`,
        'invalid',
      );
    const [next] = await this.sessions(tx, { offerId, from: tx.today, limit: 1 });
    datesAllowed(offer, next?.total ?? 0, course_dates);
    return offer;
  }

  /** Dates a course. The caller's id makes a second click a replay. Refuses: `delivery.id-reused`, `delivery.venue`, `delivery.capacity`, and as `maySchedule`. */
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
    const { sessionId, offerId, venue, capacity } = session;
    const dated = { offerId, heldOn: session.on, startsAt: `${session.startsAt}:00`, venue, capacity };
    const earlier = await askedBefore(tx, Session, { sessionId }, dated, 'delivery.id-reused');
    if (earlier) return requireActsFor(tx.actor, earlier.providerId, providerRoles);
    // Of two who date a course at once the second counts the first.
    await oneAtATime(tx, derivedId(offerId, 'dates'));
    const offer = await this.maySchedule(tx, session);
    mustSay(venue, texts.venue);
    capacityAllowed(capacity);
    const { offered, places, taken } = placeAccounts(offer.providerId, session.sessionId);
    await tx.em.insert(Session, {
      operatorId: tx.operatorId,
      sessionId: session.sessionId,
      offerId: offer.offerId,
      providerId: offer.providerId,
      title: offer.title,
      heldOn: session.on.toString(),
      startsAt: session.startsAt,
      venue: session.venue,
      capacity: session.capacity,
      placesAccountId: accountId(tx.operatorId, places),
    });
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
    await record(tx, 'delivery.schedule', { type: 'session', id: session.sessionId });
  }

  /**
   * Books a place, paid from the school's free places, its credits, what else its operator counts, or with money that is billed after the course. The
   * caller's id makes a second click a replay. Refuses: `delivery.id-reused`, `delivery.attendee`, `delivery.already-booked`, `catalogue.own-offer`, `catalogue.price-changed`, `identity.provider-left`, `delivery.full`, `delivery.session-over`, `delivery.not-payable-so`,
   * `entitlements.not-enough-places`, `.not-enough-credits`, `.not-enough`, `.restricted`, `catalogue.roll-unknown`, `directory.school-closed`,
   * `identity.not-a-member`, `identity.above-limit`, `platform.forbidden`, `platform.not-found`.
   */
  async book(
    tx: Tx,
    place: {
      placeId: string;
      sessionId: string;
      schoolId: string;
      attendee: string;
      means: PlaceMeans;
      shownPrice?: ShownPrice;
    },
  ): Promise<void> {
    requireActsFor(tx.actor, place.schoolId, committingRoles);
    const { placeId, shownPrice, ...asked } = place;
    // Written otherwise it is still the same name.
    const content = { ...asked, attendee: asked.attendee.trim().replaceAll(/\s+/g, ' ') };
    if (await askedBefore(tx, Place, { placeId }, content, 'delivery.id-reused')) return;
    mustSay(content.attendee, texts.attendee);
    const session = await this.session(tx, place.sessionId);
    mayBook(session, tx.today);
    const on = Temporal.PlainDate.from(session.heldOn);
    await this.parties.requireBuyer(tx, place.schoolId, on);
    notOwn(session, place.schoolId);
    await this.parties.requireProvider(tx, session.providerId, on);
    const { cost, purpose } = await this.cost(tx, session, place.schoolId, place.means);
    asShown(cost, shownPrice);
    const amount = place.means === 'free' ? 0n : cost.amount;
    if (place.means === 'money') await this.limits.commit(tx, placeCommitment(place, amount));
    await insertPlace(tx, {
      ...content,
      operatorId: tx.operatorId,
      placeId,
      providerId: session.providerId,
      amount,
      state: 'booked',
      bookedOn: tx.today.toString(),
      bookedBy: tx.actor.personId,
    });
    // The place's foreign key now keeps the session's row from whoever takes the register; if they were first, it shows.
    mayBook(await this.session(tx, place.sessionId), tx.today);
    await this.entitlements
      .take(tx, placeTaking(session, place, cost, purpose), [seatHold(tx.operatorId, session, place.placeId)])
      .catch(refuseAs({ 'ledger.insufficient': () => full(session) }));
    await record(tx, 'delivery.book-place', {
      type: 'place',
      id: place.placeId,
      organisationId: place.schoolId,
    });
  }

  /**
   * Gives a place back before the course begins, in the operator's time: what paid for it is free again. Refuses:
   * `delivery.place-state`, `delivery.session-over`, `delivery.too-late`, `platform.forbidden`, `platform.not-found`.
   */
  async cancel(tx: Tx, placeId: string): Promise<void> {
    await lockPlace(tx, placeId);
    const place = await this.place(tx, placeId);
    requireActsFor(tx.actor, place.schoolId, committingRoles);
    const session = await this.session(tx, place.sessionId);
    mayGiveBack(place, session, tx.now, tx.today, (await this.model.on(tx)).delivery.place_notice_days);
    await settlePlaces(tx, place.sessionId, [placeId], 'cancelled');
    await this.limits.release(tx, placeCommitment(place).subject);
    await this.ledger.apply(tx, release(placeHoldIds(place)));
    await record(tx, 'delivery.cancel-place', {
      type: 'place',
      id: placeId,
      organisationId: place.schoolId,
    });
  }

  /**
   * From the course's start the provider says who came, or that nobody did: every place still booked is settled, whoever came, because it was kept for them. From
   * here on none is booked or given back. Refuses: `delivery.who-came`, `delivery.not-yet`, `delivery.register-taken`,
   * `delivery.not-on-register`, `platform.forbidden`, `platform.not-found`.
   */
  async takeRegister(
    tx: Tx,
    sessionId: string,
    attended: readonly string[],
    nobodyCame = false,
  ): Promise<void> {
    const { providerId } = await this.session(tx, sessionId);
    requireActsFor(tx.actor, providerId, providerRoles);
    saysWhoCame(attended, nobodyCame);
    await lockSession(tx, sessionId);
    const session = await this.session(tx, sessionId);
    mayTakeRegister(session, tx.now);
    await tx.say('register', [sessionId, tx.today.toString()]);
    await tx.em.update(
      Session,
      { operatorId: tx.operatorId, sessionId },
      { registerTakenOn: tx.today.toString() },
    );
    // Waits for places being given back.
    await lockPlacesOf(tx, sessionId);
    const places = (await this.places(tx, { sessionId })).filter((place) => place.state === 'booked');
    if (!attended.every((id) => places.some((place) => place.placeId === id)))
      throw new Refusal(
        'delivery.not-on-register',
        'Someone marked as there has no place on this course any more. Look at the register again.',
      );
    const absent = places.map((place) => place.placeId).filter((id) => !attended.includes(id));
    await settlePlaces(tx, sessionId, attended, 'attended');
    await settlePlaces(tx, sessionId, absent, 'absent');
    await this.ledger.apply(tx, settle(places.flatMap(placeHoldIds)));
    await publish(tx, RegisterTaken, sessionId);
    await record(tx, 'delivery.take-register', { type: 'session', id: sessionId });
  }

  /** Dated courses, each with the places left; nearest first unless `latestFirst`, with how many there are altogether. */
  async sessions(tx: Tx, filter: SessionFilter = {}): Promise<(SessionRow & { total: number })[]> {
    return sessionRows(tx, filter);
  }

  /** The next date of each of these courses that has a place left. */
  async next(tx: Tx, offerIds: readonly string[]): Promise<Omit<SessionRow, 'provider'>[]> {
    return nextSessions(tx, offerIds, tx.today);
  }

  /** Refuses: `platform.not-found`. */
  async session(tx: Tx, sessionId: string): Promise<SessionRow> {
    const [session] = await sessionRows(tx, { sessionId });
    if (!session) throw notFound('course date');
    return session;
  }

  /** Places in sight, in the order booked. */
  async places(tx: Tx, filter: PlaceFilter): Promise<Place[]> {
    return placeRows(tx, filter);
  }

  /** Refuses: `platform.not-found`. */
  async place(tx: Tx, placeId: string): Promise<Place> {
    const [place] = await placeRows(tx, { placeId });
    if (!place) throw notFound('place');
    return place;
  }

  /** What it costs, and which kind of service it pays for. */
  private async cost(tx: Tx, session: Session, schoolId: string, means: PlaceMeans) {
    const offer = await this.catalogue.offer(tx, session.offerId);
    const school = await this.directory.school(tx, schoolId);
    stillOpen(school, Temporal.PlainDate.from(session.heldOn));
    return { cost: placeCost(offer, school, means), purpose: offer.serviceType };
  }
}
