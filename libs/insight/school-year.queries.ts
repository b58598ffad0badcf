import type { Temporal, Tx } from '#platform';
import type { AgreementState, AtTermEnd } from '#agreements';
import type { Grant } from '#catalogue';
import type { Place, VisitState } from '#delivery';

export interface AgreementRow {
  readonly agreementId: string;
  readonly schoolId: string;
  readonly school: string;
  readonly offerId: string;
  readonly title: string;
  readonly provider: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly price: bigint;
  readonly priceBecause: string;
  /** What it grants for its term. */
  readonly grants: readonly Grant[];
  readonly billsOn: string;
  readonly state: AgreementState;
  /** What was signed for the days after it, by itself or by the school; and for a copy no longer needed, what was signed instead. */
  readonly next: { readonly agreementId: string; readonly title: string; readonly startsOn: string } | null;
  readonly renewed: boolean;
  readonly instead: { readonly agreementId: string; readonly title: string } | null;
  readonly atTermEnd: AtTermEnd;
  readonly nextTitle: string | null;
  readonly noticeBy: string;
  readonly purchaseOrder: string | null;
  readonly preparedBy: string | null;
  readonly decidedBy: string | null;
}

/** A person's name is known only to those who see them appointed, so names may be missing. */
export async function agreementRows(
  tx: Tx,
  filter: { schoolId?: string; agreementId?: string },
): Promise<AgreementRow[]> {
  const rows = await tx.query<
    Omit<AgreementRow, 'grants'> & { grants: (Omit<Grant, 'amount'> & { amount: string })[] }
  >(
    `SELECT a.agreement_id AS "agreementId", a.school_id AS "schoolId", school.name AS school, a.offer_id AS "offerId", a.title, o.name AS provider, a.starts_on AS "startsOn", a.ends_on AS "endsOn", a.price, a.price_because AS "priceBecause",
            a.state, a.at_term_end AS "atTermEnd", next.title AS "nextTitle", a.notice_by AS "noticeBy", a.purchase_order AS "purchaseOrder",
            prepared.name AS "preparedBy", decided.name AS "decidedBy", a.grants, a.bills_on AS "billsOn",
            CASE WHEN later.agreement_id IS NOT NULL THEN json_build_object('agreementId', later.agreement_id, 'title', later.title, 'startsOn', later.starts_on) END AS next,
            later.renews_id IS NOT DISTINCT FROM a.agreement_id AS renewed,
            CASE WHEN instead.agreement_id IS NOT NULL THEN json_build_object('agreementId', instead.agreement_id, 'title', instead.title) END AS instead
       FROM agreements.agreement a JOIN directory.organisation o ON o.organisation_id = a.provider_id
       LEFT JOIN agreements.agreement instead ON instead.operator_id = a.operator_id AND instead.agreement_id = a.superseded_by
       LEFT JOIN LATERAL (SELECT agreement_id, title, starts_on, renews_id FROM agreements.agreement n WHERE n.operator_id = a.operator_id
          AND n.school_id = a.school_id AND n.state = 'signed' AND n.starts_on > a.ends_on AND a.state = 'signed' ORDER BY n.starts_on LIMIT 1) later ON true
       JOIN directory.organisation school ON school.organisation_id = a.school_id
       LEFT JOIN catalogue.offer next ON next.operator_id = a.operator_id AND next.offer_id = a.next_offer_id
       LEFT JOIN identity.person prepared ON prepared.id = a.prepared_by
       LEFT JOIN identity.person decided ON decided.id = a.decided_by
      WHERE a.operator_id = $1 AND ($2::uuid IS NULL OR a.school_id = $2) AND ($3::uuid IS NULL OR a.agreement_id = $3)
      ORDER BY a.starts_on DESC, a.prepared_at DESC`,
    [tx.operatorId, filter.schoolId ?? null, filter.agreementId ?? null],
  );
  return rows.map((row) => ({
    ...row,
    grants: row.grants.map((grant) => ({ ...grant, amount: BigInt(grant.amount) })),
  }));
}

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
}

export const visitRows = (
  tx: Tx,
  filter: { visitId?: string; schoolId?: string; homeId?: string },
): Promise<VisitRow[]> =>
  tx.query<VisitRow>(
    `SELECT v.visit_id AS "visitId", v.school_id AS "schoolId", school.name AS school, v.home_id AS "homeId", home.name AS home, who.name AS practitioner,
            who.person_id AS "practitionerPersonId", v.proposal_id AS "proposalId", p.request_id AS "requestId", v.visit_on AS "visitOn", v.portion, v.purpose, v.state,
            v.report, v.reported_on AS "reportedOn", v.read_on AS "readOn", reader.name AS "readBy", v.rating, v.evaluation
       FROM delivery.visit v
       JOIN delivery.practitioner who USING (operator_id, practitioner_id)
       JOIN directory.organisation school ON school.organisation_id = v.school_id
       JOIN directory.organisation home ON home.organisation_id = v.home_id
       LEFT JOIN delivery.proposal p ON p.operator_id = v.operator_id AND p.proposal_id = v.proposal_id
       LEFT JOIN identity.person reader ON reader.id = v.read_by
      WHERE v.operator_id = $1 AND ($2::uuid IS NULL OR v.visit_id = $2) AND ($3::uuid IS NULL OR v.school_id = $3) AND ($4::uuid IS NULL OR v.home_id = $4)
      ORDER BY v.visit_on DESC, v.visit_id LIMIT 500`,
    [tx.operatorId, filter.visitId ?? null, filter.schoolId ?? null, filter.homeId ?? null],
  );

export interface PlaceRow extends Pick<
  Place,
  'placeId' | 'sessionId' | 'attendee' | 'means' | 'amount' | 'state'
> {
  readonly title: string;
  readonly heldOn: string;
  readonly startsAt: string;
  readonly venue: string;
}

export const placesOf = (tx: Tx, schoolId: string): Promise<PlaceRow[]> =>
  tx.query<PlaceRow>(
    `SELECT p.place_id AS "placeId", p.session_id AS "sessionId", p.attendee, p.means, p.amount, p.state, s.title, s.held_on AS "heldOn",
            to_char(s.starts_at, 'HH24:MI') AS "startsAt", s.venue
       FROM delivery.place p JOIN delivery.session s USING (operator_id, session_id)
      WHERE p.operator_id = $1 AND p.school_id = $2 ORDER BY s.held_on DESC, p.attendee LIMIT 500`,
    [tx.operatorId, schoolId],
  );

export interface ComingUp {
  readonly kind: 'visit' | 'supporting' | 'course' | 'purchase';
  readonly id: string;
  /** Null for a purchase, whose day nobody fixed. */
  readonly on: string | null;
  readonly what: string;
  /** Who comes, or where it is. */
  readonly who: string;
}

/** What lies ahead, the nearest ten; places of one course date count once. */
export const comingUp = (tx: Tx, schoolId: string): Promise<ComingUp[]> =>
  tx.query<ComingUp>(
    `SELECT kind, id, held_on AS "on", what, who FROM (
       SELECT CASE WHEN v.school_id = $2 THEN 'visit' ELSE 'supporting' END AS kind, v.visit_id AS id, v.visit_on AS held_on, v.purpose AS what,
              CASE WHEN v.school_id = $2 THEN who.name ELSE who.name || ' at ' || school.name END AS who
         FROM delivery.visit v JOIN delivery.practitioner who USING (operator_id, practitioner_id)
         JOIN directory.organisation school ON school.organisation_id = v.school_id
        WHERE v.operator_id = $1 AND (v.school_id = $2 OR v.home_id = $2) AND v.state = 'booked' AND v.visit_on >= $3
       UNION ALL
       SELECT 'course', s.session_id, s.held_on, s.title, string_agg(p.attendee, ', ' ORDER BY p.attendee)
         FROM delivery.place p JOIN delivery.session s USING (operator_id, session_id)
        WHERE p.operator_id = $1 AND p.school_id = $2 AND p.state = 'booked' AND s.held_on >= $3 GROUP BY s.session_id, s.held_on, s.title
       UNION ALL
       SELECT 'purchase', b.purchase_id, NULL, b.title, o.name FROM agreements.purchase b JOIN directory.organisation o ON o.organisation_id = b.provider_id
        WHERE b.operator_id = $1 AND b.school_id = $2 AND b.state = 'committed') ahead
      ORDER BY held_on NULLS LAST, what LIMIT 10`,
    [tx.operatorId, schoolId, tx.today.toString()],
  );

export interface Needs {
  readonly approvals: readonly {
    agreementId: string;
    title: string;
    startsOn: string;
    endsOn: string;
    price: bigint;
  }[];
  readonly proposals: readonly {
    proposalId: string;
    practitioner: string;
    school: string;
    days: bigint;
    credits: bigint;
  }[];
  readonly reports: readonly { visitId: string; practitioner: string; visitOn: string }[];
  readonly evaluations: readonly { visitId: string; practitioner: string; visitOn: string }[];
  readonly toBook: readonly { proposalId: string; practitioner: string; days: bigint }[];
  readonly renewals: readonly {
    agreementId: string;
    title: string;
    noticeBy: string;
    endsOn: string;
    atTermEnd: AtTermEnd;
  }[];
}

/** How long before its last day for notice an agreement asks to be looked at. */
const noticeAheadDays = 90;

export async function needsOf(tx: Tx, schoolId: string): Promise<Needs> {
  const school = [tx.operatorId, schoolId];
  return {
    approvals: await tx.query(
      `SELECT agreement_id AS "agreementId", title, starts_on AS "startsOn", ends_on AS "endsOn", price FROM agreements.agreement
        WHERE operator_id = $1 AND school_id = $2 AND state = 'awaiting-approval' ORDER BY prepared_at`,
      school,
    ),
    proposals: await tx.query(
      `SELECT p.proposal_id AS "proposalId", who.name AS practitioner, o.name AS school, p.days, p.credits
         FROM delivery.proposal p JOIN delivery.practitioner who USING (operator_id, practitioner_id) JOIN directory.organisation o ON o.organisation_id = p.school_id
        WHERE p.operator_id = $1 AND p.home_id = $2 AND p.state = 'proposed' ORDER BY p.proposed_on, p.proposal_id`,
      school,
    ),
    reports: await tx.query(
      `SELECT v.visit_id AS "visitId", who.name AS practitioner, v.visit_on AS "visitOn" FROM delivery.visit v JOIN delivery.practitioner who USING (operator_id, practitioner_id)
        WHERE v.operator_id = $1 AND v.school_id = $2 AND v.report IS NOT NULL AND v.read_on IS NULL ORDER BY v.visit_on`,
      school,
    ),
    evaluations: await tx.query(
      `SELECT v.visit_id AS "visitId", who.name AS practitioner, v.visit_on AS "visitOn" FROM delivery.visit v JOIN delivery.practitioner who USING (operator_id, practitioner_id)
        WHERE v.operator_id = $1 AND v.school_id = $2 AND v.state = 'delivered' ORDER BY v.visit_on`,
      school,
    ),
    toBook: await tx.query(
      `SELECT p.proposal_id AS "proposalId", who.name AS practitioner, p.days - coalesce(v.booked, 0)::bigint AS days
         FROM delivery.proposal p JOIN delivery.practitioner who USING (operator_id, practitioner_id)
         LEFT JOIN LATERAL (SELECT sum(portion) AS booked FROM delivery.visit v WHERE v.operator_id = p.operator_id AND v.proposal_id = p.proposal_id AND v.state <> 'cancelled') v ON true
        WHERE p.operator_id = $1 AND p.school_id = $2 AND p.state = 'consented' AND p.days > coalesce(v.booked, 0) ORDER BY p.decided_on, p.proposal_id`,
      school,
    ),
    renewals: await tx.query(
      `SELECT agreement_id AS "agreementId", title, notice_by AS "noticeBy", ends_on AS "endsOn", at_term_end AS "atTermEnd" FROM agreements.agreement a
        WHERE operator_id = $1 AND school_id = $2 AND state = 'signed' AND at_term_end = 'renew' AND notice_by BETWEEN $3::date AND $3::date + ${noticeAheadDays}
          AND NOT EXISTS (SELECT FROM agreements.agreement n WHERE n.operator_id = a.operator_id AND n.school_id = a.school_id AND n.state = 'signed' AND n.starts_on > a.ends_on)
        ORDER BY notice_by`,
      [...school, tx.today.toString()],
    ),
  };
}

/** Minor units granted to a pool that may be spent on a day, before anything was spent. */
export async function granted(tx: Tx, poolId: string, on: Temporal.PlainDate): Promise<bigint> {
  const [row] = await tx.query<{ granted: bigint }>(
    `SELECT coalesce(sum(credits_posted), 0)::bigint AS granted FROM ledger.lot
      WHERE operator_id = $1 AND account_id = $2 AND (expires_on IS NULL OR expires_on >= $3) AND (valid_from IS NULL OR valid_from <= $3)`,
    [tx.operatorId, poolId, on.toString()],
  );
  return row!.granted;
}
