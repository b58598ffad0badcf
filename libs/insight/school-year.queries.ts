import { Parameters, type Tx, type Unit } from '#platform';
import type { Place, VisitState } from '#delivery';
import { academicYearOf } from '#directory';
import { poolOf } from '#entitlements';
import { accountId } from '#ledger';
import type { AgreementRow } from './agreements.queries.js';

export interface VisitRow {
  readonly visitId: string;
  readonly schoolId: string;
  readonly school: string;
  readonly homeId: string;
  readonly home: string;
  readonly practitioner: string;
  readonly practitionerPersonId: string | null;
  readonly proposalId: string | null;
  readonly requestId: string | null;
  readonly visitOn: string;
  readonly portion: bigint;
  readonly purpose: string;
  readonly state: VisitState;
  readonly report: string | null;
  readonly reportedOn: string | null;
  readonly readOn: string | null;
  readonly readBy: string | null;
  readonly rating: number | null;
  readonly evaluation: string | null;
  /** Why the operator's staff called it off. */
  readonly calledOffBecause: string | null;
  /** Who booked it for the school, or issued the key that did. */
  readonly bookedBy: string | null;
}

export interface VisitFilter {
  readonly visitId?: string;
  readonly schoolId?: string;
  readonly homeId?: string;
  readonly requestId?: string;
  /** Those of one practitioner, by the person who signs in. */
  readonly personId?: string;
  /** Those still to come, or all others. */
  readonly ahead?: boolean;
  readonly limit?: number;
  readonly offset?: number;
}

/** Latest first, each with how many there are altogether. A report is read on its visit's page, not in lists. */
export const visitRows = (tx: Tx, filter: VisitFilter): Promise<(VisitRow & { total: number })[]> => {
  const { values, and, page } = new Parameters(tx.operatorId);
  const today = filter.ahead === undefined ? undefined : tx.today.toString();
  const one = filter.visitId ? 'true' : 'false';
  return tx.query(
    `SELECT v.visit_id, v.school_id, school.name AS school, v.home_id, home.name AS home, who.name AS practitioner,
            who.person_id AS practitioner_person_id, v.proposal_id, p.request_id, v.visit_on, v.portion, v.purpose, v.state,
            CASE WHEN ${one} THEN v.report END AS report, v.reported_on, v.read_on, reader.name AS read_by, v.rating,
            CASE WHEN ${one} THEN v.evaluation END AS evaluation, v.called_off_because, v.booked_by, count(*) OVER ()::int AS total
       FROM delivery.visits v
       JOIN delivery.practitioners who USING (operator_id, practitioner_id)
       JOIN directory.organisations school ON school.organisation_id = v.school_id
       JOIN directory.organisations home ON home.organisation_id = v.home_id
       LEFT JOIN delivery.proposals p ON p.operator_id = v.operator_id AND p.proposal_id = v.proposal_id
       LEFT JOIN identity.people reader ON reader.id = v.read_by
      WHERE v.operator_id = $1 ${and('v.visit_id = ?', filter.visitId)} ${and('v.school_id = ?', filter.schoolId)} ${and('v.home_id = ?', filter.homeId)}
        ${and('p.request_id = ?', filter.requestId)} ${and('who.person_id = ?', filter.personId)} ${and(`${filter.ahead ? '' : 'NOT'} (v.state = 'booked' AND v.visit_on >= ?)`, today)}
      ORDER BY v.visit_on DESC, v.visit_id ${page(filter)}`,
    values,
  );
};

export interface PlaceRow extends Pick<
  Place,
  'placeId' | 'sessionId' | 'attendee' | 'means' | 'amount' | 'state'
> {
  /** What its amount is in. */
  readonly unit: Unit;
  readonly title: string;
  readonly heldOn: string;
  readonly startsAt: string;
  readonly venue: string;
  readonly registerTakenOn: string | null;
}

export interface PlacesFilter {
  readonly schoolId: string;
  readonly placeId?: string;
  /** Those of dates still to come, or of dates past. */
  readonly ahead?: boolean;
  readonly limit?: number;
  readonly offset?: number;
}

/** Latest date first, each with how many there are altogether. */
export const placesOf = (tx: Tx, filter: PlacesFilter): Promise<(PlaceRow & { total: number })[]> => {
  const { values, and, page } = new Parameters(tx.operatorId, filter.schoolId);
  const today = filter.ahead === undefined ? undefined : tx.today.toString();
  return tx.query(
    `SELECT p.place_id, p.session_id, p.attendee, p.means, p.amount, u.words AS unit, p.state, s.title, s.held_on,
            to_char(s.starts_at, 'HH24:MI') AS starts_at, s.venue, s.register_taken_on, count(*) OVER ()::int AS total
       FROM delivery.places p JOIN delivery.sessions s USING (operator_id, session_id)
       JOIN operating_model.units u ON u.operator_id = p.operator_id AND u.code = p.unit
      WHERE p.operator_id = $1 AND p.school_id = $2 ${and('p.place_id = ?', filter.placeId)} ${and(`s.held_on ${filter.ahead ? '>=' : '<'} ?`, today)}
      ORDER BY s.held_on DESC, p.attendee, p.place_id ${page(filter)}`,
    values,
  );
};

/** What is signed of today and of later terms; what came of the one of today since it began. */
export interface ThisYear {
  readonly agreements: readonly Pick<
    AgreementRow,
    'agreementId' | 'title' | 'price' | 'startsOn' | 'endsOn'
  >[];
  /** Hundredths of a day of visits, to the school and by its people to others. */
  readonly received: bigint;
  readonly given: bigint;
  /** Hundredths of a credit: for support and places, not what was given away or corrected, nor what expired. */
  readonly used: bigint;
  /** Of support that it asked for, and did not withdraw. */
  readonly requests: number;
}

export async function thisYear(tx: Tx, schoolId: string): Promise<ThisYear> {
  const rows = await tx.query<
    Omit<ThisYear, 'agreements'> & {
      agreementId: string | null;
      title: string;
      price: bigint;
      startsOn: string;
      endsOn: string;
    }
  >(
    `WITH signed AS MATERIALIZED (
       SELECT agreement_id, title, price, starts_on, ends_on FROM agreements.agreements
        WHERE operator_id = $1 AND school_id = $2 AND state = 'signed' AND ends_on >= $3::date),
     since AS MATERIALIZED (SELECT coalesce((SELECT max(starts_on) FROM signed WHERE starts_on <= $3::date), $4::date) AS day),
     totals AS MATERIALIZED (
       SELECT (SELECT coalesce(sum(portion), 0)::bigint FROM delivery.visits WHERE operator_id = $1 AND school_id = $2 AND visit_on >= since.day
                 AND state IN ('delivered', 'evaluated')) AS received,
              (SELECT coalesce(sum(portion), 0)::bigint FROM delivery.visits WHERE operator_id = $1 AND home_id = $2 AND school_id <> $2 AND visit_on >= since.day
                 AND state IN ('delivered', 'evaluated')) AS given,
              (SELECT coalesce(sum(posted), 0)::bigint FROM ledger.transfers WHERE operator_id = $1 AND debit_id = $5 AND counts_on >= since.day
                 AND code NOT IN ('give', 'adjust', 'expire')) AS used,
              (SELECT count(*)::int FROM delivery.requests WHERE operator_id = $1 AND school_id = $2 AND asked_on >= since.day
                 AND withdrawn_on IS NULL) AS requests
         FROM since)
     SELECT signed.agreement_id, signed.title, signed.price, signed.starts_on, signed.ends_on, totals.*
       FROM totals LEFT JOIN signed ON true ORDER BY signed.starts_on`,
    [
      tx.operatorId,
      schoolId,
      tx.today.toString(),
      `${academicYearOf(tx.today)}-09-01`,
      accountId(tx.operatorId, poolOf(schoolId, 'CREDIT')),
    ],
  );
  const { received, given, used, requests } = rows[0]!;
  return {
    ...{ received, given, used, requests },
    agreements: rows.flatMap(({ agreementId, title, price, startsOn, endsOn }) =>
      agreementId === null ? [] : [{ agreementId, title, price, startsOn, endsOn }],
    ),
  };
}

export interface ComingUp {
  readonly kind: 'visit' | 'supporting' | 'course' | 'purchase';
  readonly id: string;
  /** Null for a purchase, whose day nobody fixed. */
  readonly on: string | null;
  readonly what: string;
  /** Who comes, or where it is. */
  readonly who: string;
  /** How much there is altogether. */
  readonly total: number;
}

/** What lies ahead, the nearest ten; places of one course date count once. */
export const comingUp = (tx: Tx, schoolId: string): Promise<ComingUp[]> =>
  tx.query<ComingUp>(
    `SELECT kind, id, held_on AS "on", what, who, count(*) OVER ()::int AS total FROM (
       SELECT CASE WHEN v.school_id = $2 THEN 'visit' ELSE 'supporting' END AS kind, v.visit_id AS id, v.visit_on AS held_on, v.purpose AS what,
              CASE WHEN v.school_id = $2 THEN who.name ELSE who.name || ' at ' || school.name END AS who
         FROM delivery.visits v JOIN delivery.practitioners who USING (operator_id, practitioner_id)
         JOIN directory.organisations school ON school.organisation_id = v.school_id
        WHERE v.operator_id = $1 AND (v.school_id = $2 OR v.home_id = $2) AND v.state = 'booked' AND v.visit_on >= $3
       UNION ALL
       SELECT 'course', s.session_id, s.held_on, s.title, string_agg(p.attendee, ', ' ORDER BY p.attendee)
         FROM delivery.places p JOIN delivery.sessions s USING (operator_id, session_id)
        WHERE p.operator_id = $1 AND p.school_id = $2 AND p.state = 'booked' AND s.held_on >= $3 GROUP BY s.session_id, s.held_on, s.title
       UNION ALL
       SELECT 'purchase', b.purchase_id, NULL, b.title, o.name FROM agreements.purchases b JOIN directory.organisations o ON o.organisation_id = b.provider_id
        WHERE b.operator_id = $1 AND b.school_id = $2 AND b.state = 'committed') ahead
      ORDER BY held_on NULLS LAST, what, id LIMIT 10`,
    [tx.operatorId, schoolId, tx.today.toString()],
  );
