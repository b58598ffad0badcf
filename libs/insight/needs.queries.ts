import type { Tx } from '#platform';
import { settings } from '#operating-model';
import { inNextTerm } from '#agreements';
import { noLongerOpen, planNext } from './agreements.queries.js';

export interface Approving {
  readonly agreementId: string;
  readonly title: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly price: bigint;
  /** What a whole year costs: what an approval looks at. */
  readonly yearPrice: bigint;
  readonly preparedBy: string | null;
  readonly backdatedBecause: string | null;
}
export interface Proposed {
  readonly proposalId: string;
  readonly practitioner: string;
  readonly school: string;
  readonly days: bigint;
  readonly credits: bigint;
}
export interface Visited {
  readonly visitId: string;
  readonly practitioner: string;
  readonly visitOn: string;
}
export interface ToBook {
  readonly proposalId: string;
  readonly practitioner: string;
  /** What no visit is booked for yet. */
  readonly days: bigint;
}
export interface Ending {
  readonly agreementId: string;
  readonly title: string;
  readonly noticeBy: string;
  readonly endsOn: string;
  /** The plan of its next term, where that is not offered any more when it begins; it then does not renew. */
  readonly withdrawn: string | null;
  /** What the register says where the school is closed by then: then it does not renew either. */
  readonly closed: string | null;
}

/** What waits at a school, by its kind, the longest waiting first: the first of them. */
export interface Needs {
  readonly approvals: readonly Approving[];
  readonly proposals: readonly Proposed[];
  readonly toBook: readonly ToBook[];
  readonly reports: readonly Visited[];
  readonly evaluations: readonly Visited[];
  readonly renewals: readonly Ending[];
}
export type Need = keyof Needs;

/** How many of a kind are shown; of the others it is said how many they are. */
const shownOfAKind = 10;

/** How long before its last day for notice an agreement asks to be looked at, where the operator does not say. */
const askDays = settings.shape.agreements.shape.ask_days.parse(undefined);

const visits = `SELECT v.visit_id AS "visitId", who.name AS practitioner, v.visit_on AS "visitOn", v.visit_on AS since, v.visit_id AS id
  FROM delivery.visits v JOIN delivery.practitioners who USING (operator_id, practitioner_id) WHERE v.operator_id = $1 AND v.school_id = $2`;

/** Each with when it began to wait, and what tells apart those of one day. */
const waiting: Readonly<Record<Need, string>> = {
  approvals: `SELECT agreement_id AS "agreementId", title, starts_on AS "startsOn", ends_on AS "endsOn", price, year_price AS "yearPrice", prepared_by AS "preparedBy", backdated_because AS "backdatedBecause", prepared_at AS since, agreement_id AS id
    FROM agreements.agreements WHERE operator_id = $1 AND school_id = $2 AND state = 'awaiting-approval'`,
  proposals: `SELECT p.proposal_id AS "proposalId", who.name AS practitioner, o.name AS school, p.days, p.credits, p.proposed_on AS since, p.proposal_id AS id
    FROM delivery.proposals p JOIN delivery.practitioners who USING (operator_id, practitioner_id) JOIN directory.organisations o ON o.organisation_id = p.school_id
    WHERE p.operator_id = $1 AND p.home_id = $2 AND p.state = 'proposed'`,
  toBook: `SELECT p.proposal_id AS "proposalId", who.name AS practitioner, p.days - booked.days AS days, p.decided_on AS since, p.proposal_id AS id
    FROM delivery.requests r JOIN delivery.proposals p USING (operator_id, request_id) JOIN delivery.practitioners who USING (operator_id, practitioner_id)
    CROSS JOIN LATERAL (SELECT coalesce(sum(portion), 0)::bigint AS days FROM delivery.visits v
      WHERE v.operator_id = p.operator_id AND v.proposal_id = p.proposal_id AND v.state <> 'cancelled') booked
    WHERE r.operator_id = $1 AND r.school_id = $2 AND r.closed_on IS NULL AND r.withdrawn_on IS NULL AND p.state = 'consented' AND p.days > booked.days`,
  reports: `${visits} AND v.report IS NOT NULL AND v.read_on IS NULL`,
  evaluations: `${visits} AND v.state = 'delivered'`,
  renewals: `SELECT a.agreement_id AS "agreementId", a.title, a.notice_by AS "noticeBy", a.ends_on AS "endsOn",
      CASE WHEN plan.withdrawn_on <= a.ends_on + 1 THEN plan.title END AS withdrawn, s.status, s.closed_on AS "closedOn", s.missing_since AS "missingSince", a.notice_by AS since, a.agreement_id AS id
    FROM agreements.agreements a JOIN directory.schools s ON s.organisation_id = a.school_id JOIN catalogue.offers plan ON plan.operator_id = a.operator_id AND plan.offer_id = ${planNext('a')}
    WHERE a.operator_id = $1 AND a.school_id = $2 AND a.state = 'signed' AND a.notice_by BETWEEN $3::date AND $3::date + coalesce(operating_model.chosen($1, 'agreements.ask_days', $3)::int, $4)
      AND (a.at_term_end = 'renew' OR a.at_term_end = 'change' AND plan.withdrawn_on <= a.ends_on + 1)
      AND NOT EXISTS (SELECT FROM agreements.agreements n WHERE n.operator_id = $1 AND n.school_id = $2 AND n.state = 'signed' AND ${inNextTerm('n', 'a')})`,
};

/** What is told as JSON, and is an amount. */
const amounts: readonly string[] = ['price', 'yearPrice', 'days', 'credits'];
const read = (one: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(one).map(([key, value]) => [key, amounts.includes(key) ? BigInt(value as number) : value]),
  );

/** What waits at a school of these kinds, and how many there are of each. */
export async function needsOf(
  tx: Tx,
  schoolId: string,
  kinds: readonly Need[],
): Promise<{ needs: Needs; all: Readonly<Record<Need, number>> }> {
  const first = kinds.map(
    (kind) =>
      `(SELECT '${kind}' AS kind, count(*) OVER ()::int AS total, to_json(one) AS one, since, id FROM (${waiting[kind]}) one ORDER BY since, id LIMIT ${shownOfAKind})`,
  );
  const rows = await tx.query<{ kind: Need; total: number; one: Record<string, unknown> }>(
    `SELECT kind, total, one FROM (${first.join(' UNION ALL ')}) waiting ORDER BY since, id`,
    [tx.operatorId, schoolId, ...(kinds.includes('renewals') ? [tx.today.toString(), askDays] : [])],
  );
  const each = <Of>(what: (kind: Need) => Of) =>
    Object.fromEntries(Object.keys(waiting).map((kind) => [kind, what(kind as Need)]));
  const of = (kind: Need) => rows.filter((row) => row.kind === kind);
  return {
    needs: each((kind) =>
      of(kind).map(({ one }) => ({
        ...read(one),
        ...(kind === 'renewals' && { closed: noLongerOpen(one as never) }),
      })),
    ) as unknown as Needs,
    all: each((kind) => of(kind)[0]?.total ?? 0) as Record<Need, number>,
  };
}
