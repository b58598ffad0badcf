import type { Tx } from '#platform';
import { inNextTerm } from '#agreements';
import { planNext } from './agreements.queries.js';

/**
 * The operator's schools, each with its agreement of today and the one after it: of agreements only those that have not ended are
 * read, and joined as sets. Worked out for itself: with what is asked of it PostgreSQL would expect one school, and look up the
 * agreement of each. $1 operator, $2 today.
 */
export const season = `WITH season AS MATERIALIZED (
  SELECT s.organisation_id AS school_id, s.name, coalesce(s.la_name, 'No authority') AS la, coalesce(s.phase, 'not-applicable') AS phase, s.town,
         CASE WHEN s.roll IS NULL THEN 'unknown' WHEN s.roll <= 210 THEN 'small' WHEN s.roll <= 420 THEN 'medium' ELSE 'large' END AS size,
         now.agreement_id, now.title, now.price, now.year_price, now.ends_on, now.at_term_end, now.notice_by,
         coalesce(plan.withdrawn_on <= now.ends_on + 1, false) AS withdrawn,
         -- As stillOpen says of the day on which the next term begins.
         coalesce(s.closed_on <= now.ends_on + 1, false) OR s.status = 'closed' OR s.missing_since IS NOT NULL AS closed,
         later.agreement_id AS later_id, later.price AS later_price, coalesce(${inNextTerm('later', 'now')}, false) AS followed
    FROM identity.parties p
    JOIN directory.schools s USING (organisation_id)
    LEFT JOIN agreements.agreements now ON now.operator_id = $1 AND now.school_id = p.organisation_id AND now.state = 'signed'
         AND now.ends_on >= $2::date AND now.starts_on <= $2::date
    LEFT JOIN catalogue.offers plan ON plan.operator_id = $1 AND plan.offer_id = ${planNext('now')}
    LEFT JOIN (SELECT DISTINCT ON (school_id) school_id, agreement_id, price, starts_on FROM agreements.agreements
                WHERE operator_id = $1 AND state = 'signed' AND ends_on > $2::date AND starts_on > $2::date ORDER BY school_id, starts_on) later
      ON later.school_id = p.organisation_id
   WHERE p.operator_id = $1 AND p.buyer AND (p.left_on IS NULL OR p.left_on >= $2::date))`;

export interface TakeUpRow {
  /** What the group is of: all schools, one authority, one phase, one size, one plan. */
  readonly by: 'all' | 'la' | 'phase' | 'size';
  readonly group: string;
  readonly schools: number;
  readonly signed: number;
  readonly leaving: number;
}

export interface PlanRow {
  readonly title: string;
  readonly schools: number;
  /** Pence a year, before tax. */
  readonly income: bigint;
}

/** Pence, before tax, and counts of agreements. */
export interface Income {
  readonly signed: bigint;
  /** Signed already for a term that has not begun. */
  readonly next: bigint;
  readonly nextAgreements: number;
  /** What the agreements of today bring in a whole year if those that may renew do, at today's price. */
  readonly expected: bigint;
  readonly renewing: number;
  readonly changing: number;
  readonly leaving: number;
  /** Those that cannot go on: the plan of their next term is not offered then. */
  readonly withdrawn: number;
  /** Nor those whose school is closed by then, as the register says. */
  readonly closing: number;
  /** The next day by which notice must be given, and how many agreements that day concerns. */
  readonly noticeBy: string | null;
  readonly noticeDue: number;
}

/** Schools signed of all, what each plan brings, and what becomes of the agreements of today. */
export interface Figures {
  readonly takeUp: readonly TakeUpRow[];
  readonly plans: readonly PlanRow[];
  readonly income: Income;
}

interface FiguresRow extends Income {
  readonly by: TakeUpRow['by'] | 'plan';
  /** What a year of each costs, however little of it a term has. */
  readonly year: bigint;
  readonly group: string;
  readonly schools: number;
  readonly signedSchools: number;
}

/** An agreement that waits for a head, and how many there are in all. */
export interface Waiting {
  readonly agreementId: string;
  readonly school: string;
  readonly title: string;
  readonly preparedAt: Date;
  readonly of: number;
}

export interface RenewalProblem {
  readonly agreementId: string;
  readonly schoolId: string;
  readonly school: string;
  readonly title: string;
  readonly endsOn: string;
  readonly problem: string;
  /** How many there are in all. */
  readonly of: number;
}

/** Agreements that the renewal run left for someone to look at. $1 operator. */
const unrenewed = `SELECT a.*, count(*) OVER ()::int AS of FROM agreements.agreements a
  WHERE a.operator_id = $1 AND a.renewal_problem IS NOT NULL
    AND NOT EXISTS (SELECT FROM agreements.agreements next WHERE next.operator_id = a.operator_id AND next.school_id = a.school_id
                      AND next.state = 'signed' AND ${inNextTerm('next', 'a')})`;

export const renewalProblems = (tx: Tx, limit: number, offset: number): Promise<RenewalProblem[]> =>
  tx.query<RenewalProblem>(
    `SELECT a.agreement_id, a.school_id, o.name AS school, a.title, a.ends_on, a.renewal_problem AS problem, a.of
       FROM (${unrenewed}) a JOIN directory.organisations o ON o.organisation_id = a.school_id
      ORDER BY a.ends_on, o.name, a.agreement_id LIMIT $2 OFFSET $3`,
    [tx.operatorId, limit, offset],
  );

/** What of agreements waits for a person: of those with a head and of those that could not renew the oldest. */
export interface Stuck {
  readonly waiting: Waiting | null;
  readonly problem: RenewalProblem | null;
}

export async function stuck(tx: Tx): Promise<Stuck> {
  const rows = await tx.query<Waiting & RenewalProblem & { waits: boolean }>(
    `SELECT a.waits, a.agreement_id, a.school_id, o.name AS school, a.title, a.prepared_at, a.ends_on, a.renewal_problem AS problem, a.of
       FROM ((SELECT true AS waits, agreement_id, school_id, title, prepared_at, ends_on, renewal_problem, count(*) OVER ()::int AS of
                FROM agreements.agreements WHERE operator_id = $1 AND state = 'awaiting-approval' ORDER BY prepared_at, agreement_id LIMIT 1)
             UNION ALL
             (SELECT false, agreement_id, school_id, title, prepared_at, ends_on, renewal_problem, of FROM (${unrenewed}) a
               ORDER BY ends_on, agreement_id LIMIT 1)) a
       JOIN directory.organisations o ON o.organisation_id = a.school_id`,
    [tx.operatorId],
  );
  return {
    waiting: rows.find(({ waits }) => waits) ?? null,
    problem: rows.find(({ waits }) => !waits) ?? null,
  };
}

/** A school to ring up, and the facts that say why. */
export interface ToCall {
  readonly schoolId: string;
  readonly school: string;
  readonly la: string;
  readonly town: string | null;
  readonly linkAdviser: string | null;
  readonly leavingOn: string | null;
  readonly leaves: string | null;
  readonly waitingFor: string | null;
  readonly waitingSince: Date | null;
  readonly last: string | null;
  readonly lastEndedOn: string | null;
}

/** Leaving first, then those that began and did not finish, then those that were here before, then the rest; by name. $3 of them after $4. */
const calls = `called AS (
       SELECT x.school_id, x.name, x.la, x.town, x.at_term_end, x.ends_on, x.title, asked.title AS waiting_for, asked.prepared_at AS waiting_since,
              earlier.title AS last, earlier.ends_on AS last_ended_on,
              row_number() OVER (ORDER BY x.at_term_end = 'leave' DESC NULLS LAST, asked.title IS NULL, earlier.ends_on IS NULL, x.name, x.school_id) AS place
         FROM season x
         LEFT JOIN (SELECT DISTINCT ON (school_id) school_id, title, prepared_at FROM agreements.agreements
                     WHERE operator_id = $1 AND state = 'awaiting-approval' ORDER BY school_id, prepared_at, agreement_id) asked USING (school_id)
         -- One at a time: the last to start is the last to end, and agreement_school has them by their start, which OFFSET 0 keeps to.
         LEFT JOIN LATERAL (SELECT title, ends_on FROM (SELECT * FROM agreements.agreements WHERE operator_id = $1 AND school_id = x.school_id
                              AND starts_on < $2::date ORDER BY starts_on DESC OFFSET 0) a WHERE a.state = 'signed' AND a.ends_on < $2::date LIMIT 1) earlier ON true
        WHERE x.later_id IS NULL AND (x.agreement_id IS NULL OR x.at_term_end = 'leave')
        ORDER BY place LIMIT $3 OFFSET $4),
     calls AS (
       SELECT x.place, x.school_id, x.name AS school, x.la, x.town, adviser.name AS link_adviser, x.waiting_for, x.waiting_since, x.last, x.last_ended_on,
              CASE WHEN x.at_term_end = 'leave' THEN x.ends_on END AS leaving_on, CASE WHEN x.at_term_end = 'leave' THEN x.title END AS leaves
         FROM called x
         LEFT JOIN LATERAL (SELECT p.name FROM delivery.links l JOIN delivery.practitioners p USING (operator_id, practitioner_id)
                             WHERE l.operator_id = $1 AND l.school_id = x.school_id AND $2::date BETWEEN l.from_on AND coalesce(l.until_on, 'infinity')) adviser ON true)`;

export const toCall = (tx: Tx, limit: number, offset = 0): Promise<ToCall[]> =>
  tx.query<ToCall>(`${season}, ${calls} SELECT * FROM calls ORDER BY place`, [
    ...[tx.operatorId, tx.today.toString()],
    ...[limit, offset],
  ]);

/** All of it, and the first so many schools to call, from one look at every school. */
export async function figures(tx: Tx, first: number): Promise<Figures & { toCall: ToCall[] }> {
  const rows = await tx.query<FiguresRow & ToCall & { place: bigint | null }>(
    `${season},
     ahead AS (SELECT *, min(notice_by) FILTER (WHERE goes_on AND notice_by >= $2::date) OVER () AS next_notice
                 FROM (SELECT *, at_term_end <> 'leave' AND NOT followed AND NOT withdrawn AND NOT closed AS goes_on FROM season) each),
     figures AS (
       SELECT CASE grouping(la, phase, size, title) WHEN 7 THEN 'la' WHEN 11 THEN 'phase' WHEN 13 THEN 'size' WHEN 14 THEN 'plan' ELSE 'all' END AS by,
              coalesce(la, phase, size, title, '') AS "group", count(*)::int AS schools, count(agreement_id)::int AS signed_schools,
              coalesce(sum(price), 0)::bigint AS signed, coalesce(sum(year_price), 0)::bigint AS year, coalesce(sum(later_price), 0)::bigint AS next, count(later_id)::int AS next_agreements,
              coalesce(sum(year_price) FILTER (WHERE goes_on), 0)::bigint AS expected,
              count(*) FILTER (WHERE goes_on AND at_term_end = 'renew')::int AS renewing, count(*) FILTER (WHERE goes_on AND at_term_end = 'change')::int AS changing,
              count(*) FILTER (WHERE at_term_end = 'leave' AND later_id IS NULL)::int AS leaving,
              count(*) FILTER (WHERE at_term_end <> 'leave' AND NOT followed AND withdrawn AND NOT closed)::int AS withdrawn,
              count(*) FILTER (WHERE at_term_end <> 'leave' AND NOT followed AND closed)::int AS closing,
              max(next_notice) AS notice_by, count(*) FILTER (WHERE goes_on AND notice_by = next_notice)::int AS notice_due,
              CASE WHEN grouping(title) = 0 THEN sum(year_price) WHEN grouping(size) = 0 THEN -array_position(ARRAY['small', 'medium', 'large', 'unknown'], size) ELSE count(*) END AS most
         FROM ahead GROUP BY GROUPING SETS ((), (la), (phase), (size), (title))),
     ${calls}
     -- No row of the one goes with any of the other.
     SELECT f.*, c.* FROM figures f FULL JOIN calls c ON false ORDER BY c.place, f.by, f.most DESC NULLS LAST, f."group"`,
    [tx.operatorId, tx.today.toString(), first, 0],
  );
  const figures = rows.filter(({ place }) => place === null);
  const income = figures.find(({ by }) => by === 'all')!;
  return {
    takeUp: figures.flatMap(({ by, group, schools, signedSchools: signed, leaving }) =>
      by === 'plan' ? [] : [{ by, group, schools, signed, leaving }],
    ),
    plans: figures.flatMap(({ by, group: title, signedSchools: schools, year }) =>
      by === 'plan' && schools ? [{ title, schools, income: year }] : [],
    ),
    income,
    toCall: rows.filter(({ place }) => place !== null),
  };
}
