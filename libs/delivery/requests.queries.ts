import { Parameters, type Tx } from '#platform';
import type { ProposalState } from './proposal.entity.js';
import type { ProposalRow, Stage, SupportRequest } from './request.js';
import type { Candidate, ShortlistRules } from './shortlist.js';

/**
 * A request's stage follows from its live proposal and that proposal's visits:
 * none: new · proposed: offered · consented: agreed · a visit booked: under way · all its days delivered: to evaluate.
 * Only that it was withdrawn, or that each day was evaluated and it is closed, stands in its own row, so that those are many and cost nothing.
 */
const stage = `CASE
  WHEN r.withdrawn_on IS NOT NULL THEN 'withdrawn'
  WHEN r.closed_on IS NOT NULL THEN 'closed'
  WHEN p.state IS NULL THEN 'new'
  WHEN p.state = 'proposed' THEN 'offered'
  WHEN v.portions IS NULL THEN 'agreed'
  WHEN v.delivered < p.days THEN 'under-way'
  ELSE 'to-evaluate' END`;

const inRow: Partial<Record<Stage, string>> = {
  withdrawn: 'r.withdrawn_on IS NOT NULL',
  closed: 'r.withdrawn_on IS NULL AND r.closed_on IS NOT NULL',
};
const open = 'r.withdrawn_on IS NULL AND r.closed_on IS NULL';

const columns = `r.request_id, r.school_id, r.need, r.details, r.days, r.days - coalesce(ended.delivered, 0)::bigint AS days_left, r.asked_on, coalesce(school.name, '') AS school, place.phase, n.label AS need_label, ${stage} AS stage, who.name AS practitioner,
  coalesce(v.portions, 0)::bigint AS booked, coalesce(v.delivered, 0)::bigint AS delivered`;
const besides = `LEFT JOIN directory.organisations school ON school.organisation_id = r.school_id
  LEFT JOIN directory.schools place ON place.organisation_id = r.school_id
  JOIN operating_model.needs n ON n.operator_id = r.operator_id AND n.code = r.need
  LEFT JOIN delivery.proposal p ON p.operator_id = r.operator_id AND p.request_id = r.request_id AND p.state IN ('proposed', 'consented')
  LEFT JOIN delivery.practitioner who ON who.operator_id = p.operator_id AND who.practitioner_id = p.practitioner_id
  LEFT JOIN LATERAL (
    SELECT sum(portion) AS portions, coalesce(sum(portion) FILTER (WHERE state IN ('delivered', 'evaluated')), 0) AS delivered
      FROM delivery.visit WHERE operator_id = p.operator_id AND proposal_id = p.proposal_id AND state <> 'cancelled') v ON true
  LEFT JOIN LATERAL (
    SELECT sum(d.portion) AS delivered FROM delivery.proposal e JOIN delivery.visit d USING (operator_id, proposal_id)
     WHERE e.operator_id = r.operator_id AND e.request_id = r.request_id AND e.state = 'ended' AND d.state IN ('delivered', 'evaluated')) ended ON true`;

export interface RequestFilter {
  readonly requestId?: string;
  readonly schoolId?: string;
  readonly stages?: readonly Stage[];
  readonly latestFirst?: boolean;
  /** The last one of the page before, oldest first. */
  readonly after?: string;
  readonly offset?: number;
  readonly limit?: number;
}

export const requests = (tx: Tx, filter: RequestFilter): Promise<(SupportRequest & { total: number })[]> => {
  const order = filter.latestFirst ? 'DESC' : 'ASC';
  const { stages } = filter;
  const wanted = stages ? [...new Set(stages.map((one) => inRow[one] ?? open))].join(' OR ') : 'true';
  const { values, and, name, page } = new Parameters(tx.operatorId);
  const rows = `delivery.request r WHERE r.operator_id = $1 ${and('r.request_id = ?', filter.requestId)} ${and('r.school_id = ?', filter.schoolId)}
        ${and('(r.asked_on, r.request_id) > (SELECT asked_on, request_id FROM delivery.request WHERE operator_id = $1 AND request_id = ?)', filter.after)} AND (${wanted})`;
  const sorted = `ORDER BY asked_on ${order}, request_id ${order}`;
  // Where the row alone says which they are, only those of the page are looked at further.
  return stages?.some((one) => !inRow[one])
    ? tx.query(
        `SELECT *, count(*) OVER ()::int AS total FROM (SELECT ${columns} FROM (SELECT * FROM ${rows}) r ${besides}) request WHERE stage = ANY (${name(stages)}) ${sorted} ${page(filter)}`,
        values,
      )
    : tx.query(
        `SELECT ${columns}, total FROM (SELECT *, count(*) OVER ()::int AS total FROM ${rows} ${sorted} ${page(filter)}) r ${besides} ${sorted}`,
        values,
      );
};

const proposal = `SELECT p.proposal_id, p.request_id, p.school_id, p.home_id, p.practitioner_id, p.designation, p.days, p.credits, p.need, p.details, p.reason,
  p.state, p.proposed_on, p.proposed_by, p.decided_on, p.declined_because, p.ended_on, p.ended_because, coalesce(school.name, '') AS school, coalesce(home.name, '') AS home, coalesce(home.kind, '') AS home_kind, who.name AS practitioner, d.label AS designation_label,
  n.label AS need_label, count(*) OVER ()::int AS total
  FROM delivery.proposal p JOIN delivery.practitioner who USING (operator_id, practitioner_id)
  JOIN operating_model.needs n ON n.operator_id = p.operator_id AND n.code = p.need
  JOIN operating_model.designations d ON d.operator_id = p.operator_id AND d.code = p.designation
  LEFT JOIN directory.organisations school ON school.organisation_id = p.school_id LEFT JOIN directory.organisations home ON home.organisation_id = p.home_id`;

export interface ProposalFilter {
  readonly proposalId?: string;
  readonly requestId?: string;
  /** Those of any of these requests. */
  readonly requestIds?: readonly string[];
  readonly homeId?: string;
  readonly schoolId?: string;
  readonly practitionerId?: string;
  readonly state?: ProposalState;
  readonly after?: string;
  readonly offset?: number;
  readonly limit?: number;
}

export const proposals = (tx: Tx, filter: ProposalFilter): Promise<(ProposalRow & { total: number })[]> => {
  const { values, and, page } = new Parameters(tx.operatorId);
  return tx.query(
    `${proposal} WHERE p.operator_id = $1 ${and('p.proposal_id = ?', filter.proposalId)} ${and('p.request_id = ?', filter.requestId)}
        ${and('p.home_id = ?', filter.homeId)} ${and('p.school_id = ?', filter.schoolId)} ${and('p.practitioner_id = ?', filter.practitionerId)}
        ${and('p.request_id = ANY (?)', filter.requestIds)} ${and('p.state = ?', filter.state)}
        ${and('(p.proposed_on, p.proposal_id) < (SELECT proposed_on, proposal_id FROM delivery.proposal WHERE operator_id = $1 AND proposal_id = ?)', filter.after)}
      ORDER BY p.proposed_on DESC, p.proposal_id DESC ${page(filter)}`,
    values,
  );
};

/** Whom a broker may choose from, and what they have to be designated today, the highest first. */
export interface Choice {
  readonly leaders: ShortlistRules['leaders'];
  readonly candidates: readonly Candidate[];
}

/**
 * Everyone designated today whose home is a member, with what a broker weighs: distance, earlier ratings, and the days that their school gives others
 * in a term, with those that it was asked for within a year and that have no date yet.
 */
export async function choice(
  tx: Tx,
  schoolId: string,
  term: { startsOn: string; endsOn: string },
): Promise<Choice> {
  const rows = await tx.query<Pick<Choice, 'leaders'> & (Candidate | Record<keyof Candidate, null>)>(
    `SELECT lead.leaders, one.* FROM (
       SELECT coalesce(json_agg(json_build_object('code', w.code, 'label', w.label) ORDER BY w.position), '[]') AS leaders FROM operating_model.designations w
        WHERE w.operator_id = $1 AND w.leads AND $2::date BETWEEN w.from_on AND coalesce(w.until_on, 'infinity')) lead
     LEFT JOIN (
     SELECT p.practitioner_id, p.person_id, p.name, p.home_id, p.phases, p.needs,
            o.name AS home_name, array_agg(d.designation ORDER BY d.designation) AS designations,
            (sqrt(power(h.easting - asking.easting, 2) + power(h.northing - asking.northing, 2)) / 1000)::float AS kilometres,
            CASE WHEN o.kind = 'school' THEN ((SELECT coalesce(sum(v.portion), 0) FROM delivery.visit v WHERE v.operator_id = p.operator_id
                AND v.home_id = p.home_id AND v.school_id <> p.home_id AND v.state <> 'cancelled' AND v.visit_on BETWEEN $4::date AND $5::date)
              + (SELECT coalesce(sum(q.days - coalesce(booked.days, 0)), 0) FROM delivery.proposal q LEFT JOIN LATERAL
                  (SELECT sum(v.portion) AS days FROM delivery.visit v WHERE v.operator_id = q.operator_id AND v.proposal_id = q.proposal_id
                     AND v.state <> 'cancelled') booked ON true
                  WHERE q.operator_id = p.operator_id AND q.home_id = p.home_id AND q.state IN ('proposed', 'consented')
                    AND q.proposed_on > $2::date - 366))::bigint END AS given,
            rated.mean AS rating, rated.n AS ratings, (SELECT identity.own_parts($2)) && ARRAY[p.home_id, $3::uuid] AS own
       FROM delivery.practitioner p
       JOIN delivery.designation d USING (operator_id, practitioner_id)
       JOIN directory.organisations o ON o.organisation_id = p.home_id
       LEFT JOIN directory.schools h ON h.organisation_id = p.home_id
       LEFT JOIN directory.schools asking ON asking.organisation_id = $3
       LEFT JOIN LATERAL (SELECT avg(v.rating)::float AS mean, count(v.rating)::int AS n FROM delivery.visit v
                           WHERE v.operator_id = p.operator_id AND v.practitioner_id = p.practitioner_id) rated ON true
      WHERE p.operator_id = $1 AND $2::date BETWEEN d.from_on AND coalesce(d.until_on, 'infinity')
        AND EXISTS (SELECT FROM identity.party_roles m WHERE m.operator_id = p.operator_id AND m.organisation_id = p.home_id
                       AND $2::date BETWEEN m.from_on AND coalesce(m.until_on, 'infinity'))
      GROUP BY p.operator_id, p.practitioner_id, p.person_id, p.name, p.home_id, p.phases, p.needs, o.name, o.kind, h.easting, h.northing, asking.easting, asking.northing, rated.mean, rated.n) one ON true
      ORDER BY one.practitioner_id`,
    [tx.operatorId, tx.today.toString(), schoolId, term.startsOn, term.endsOn],
  );
  return {
    leaders: rows[0]!.leaders,
    candidates: rows.filter((row): row is Candidate & Choice => row.practitionerId !== null),
  };
}
