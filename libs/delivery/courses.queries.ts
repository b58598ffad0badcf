import { Parameters, type Temporal, type Tx } from '#platform';
import type { Place } from './place.entity.js';
import type { Session } from './session.entity.js';

export interface SessionRow extends Session {
  /** Who runs it. */
  readonly provider: string;
  /** Places left. */
  readonly left: bigint;
}

export interface SessionFilter {
  readonly sessionId?: string;
  readonly offerId?: string;
  readonly providerId?: string;
  readonly from?: Temporal.PlainDate;
  readonly until?: Temporal.PlainDate;
  /** Whether the register was taken. */
  readonly registered?: boolean;
  readonly latestFirst?: boolean;
  /** The last one of the page before, nearest first. */
  readonly after?: string;
  readonly offset?: number;
  readonly limit?: number;
}

export const sessionRows = (tx: Tx, filter: SessionFilter): Promise<(SessionRow & { total: number })[]> => {
  const order = filter.latestFirst ? 'DESC' : 'ASC';
  const { values, and, page } = new Parameters(tx.operatorId);
  return tx.query(
    `SELECT operator_id, session_id, offer_id, provider_id, coalesce(o.name, '') AS provider, title, held_on, to_char(starts_at, 'HH24:MI') AS starts_at,
            venue, capacity, places_account_id, register_taken_on, delivery.places_left(places_account_id) AS left, total
       FROM (SELECT operator_id, session_id, offer_id, provider_id, title, held_on, starts_at, venue, capacity, places_account_id, register_taken_on,
                    count(*) OVER ()::int AS total FROM delivery.session
              WHERE operator_id = $1 ${and('session_id = ?', filter.sessionId)} ${and('offer_id = ?', filter.offerId)} ${and('provider_id = ?', filter.providerId)}
                ${and('held_on >= ?', filter.from?.toString())} ${and('held_on <= ?', filter.until?.toString())}
                ${and(`register_taken_on IS ${filter.registered ? 'NOT NULL' : 'NULL'}`, filter.registered)}
                ${and('(held_on, starts_at, session_id) > (SELECT held_on, starts_at, session_id FROM delivery.session WHERE operator_id = $1 AND session_id = ?)', filter.after)}
              ORDER BY held_on ${order}, starts_at ${order}, session_id ${order} ${page(filter)}) page
       LEFT JOIN directory.organisations o ON o.organisation_id = page.provider_id
      ORDER BY held_on ${order}, starts_at ${order}, session_id ${order}`,
    values,
  );
};

/** Of each of these offers the nearest date from a day on that has a place left; none of an offer without. */
export const nextSessions = (
  tx: Tx,
  offerIds: readonly string[],
  from: Temporal.PlainDate,
): Promise<Omit<SessionRow, 'provider'>[]> =>
  tx.query(
    `SELECT next.* FROM unnest($2::uuid[]) AS asked (offer_id)
       CROSS JOIN LATERAL (
         SELECT s.operator_id, s.session_id, s.offer_id, s.provider_id, s.title, s.held_on, to_char(s.starts_at, 'HH24:MI') AS starts_at,
                s.venue, s.capacity, s.places_account_id, s.register_taken_on, places.left
           FROM delivery.session s, delivery.places_left(s.places_account_id) AS places ("left")
          WHERE s.operator_id = $1 AND s.offer_id = asked.offer_id AND s.held_on >= $3 AND places.left > 0
          ORDER BY s.held_on, s.starts_at, s.session_id LIMIT 1) next`,
    [tx.operatorId, offerIds, from.toString()],
  );

export interface PlaceFilter {
  readonly placeId?: string;
  readonly sessionId?: string;
  readonly schoolId?: string;
  readonly after?: string;
  readonly limit?: number;
}

export const placeRows = (tx: Tx, filter: PlaceFilter): Promise<Place[]> => {
  const { values, and, page } = new Parameters(tx.operatorId);
  return tx.query<Place>(
    `SELECT operator_id, place_id, session_id, school_id, provider_id, attendee, means, amount, unit, state, booked_on, booked_by FROM delivery.place
      WHERE operator_id = $1 ${and('place_id = ?', filter.placeId)} ${and('session_id = ?', filter.sessionId)} ${and('school_id = ?', filter.schoolId)}
        ${and('(booked_on, place_id) > (SELECT booked_on, place_id FROM delivery.place WHERE operator_id = $1 AND place_id = ?)', filter.after)}
      ORDER BY booked_on, place_id ${page(filter)}`,
    values,
  );
};
