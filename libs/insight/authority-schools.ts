import { Injectable } from '@nestjs/common';
import type { Actor, Tx } from '#platform';
import { academicYearOf, Calendar, termName } from '#directory';

/** A school of an authority, and what it has bought, been given and seen. */
export interface AuthoritySchool {
  readonly schoolId: string;
  readonly urn: number;
  readonly name: string;
  readonly town: string | null;
  readonly phase: string;
  readonly fundingStatus: string;
  /** The plan in force, or null. */
  readonly plan: string | null;
  readonly planEndsOn: string | null;
  /** Visits delivered since 1 September, and since the term began. */
  readonly visitsThisYear: number;
  readonly visitsThisTerm: number;
  readonly lastVisitOn: string | null;
  readonly nextVisitOn: string | null;
  readonly wallets: number;
}

export interface AuthorityTerm {
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
}

/** Whom an authority reads its schools as. */
export const authorityReader = (actor: Actor): Actor => ({ ...actor, scope: 'authority' });

/** What an authority sees of the schools in its area that are members here. */
@Injectable()
export class AuthoritySchools {
  constructor(private readonly calendar: Calendar) {}

  /** The schools of the authority that the actor acts for, by name. */
  async list(tx: Tx): Promise<AuthoritySchool[]> {
    return (await this.listWithTerm(tx)).schools;
  }

  /** The same, with the term of `visitsThisTerm`; without term dates it is the last three months. */
  async listWithTerm(tx: Tx): Promise<{ schools: AuthoritySchool[]; term: AuthorityTerm | null }> {
    const term = await this.term(tx);
    return { term, schools: await this.since(tx, term) };
  }

  private since(tx: Tx, term: AuthorityTerm | null): Promise<AuthoritySchool[]> {
    const termStart = term?.startsOn ?? tx.today.subtract({ months: 3 }).toString();
    const yearStart = `${academicYearOf(tx.today)}-09-01`;
    return tx.query<AuthoritySchool>(
      `SELECT s.organisation_id AS school_id, s.urn, s.name, s.town, coalesce(s.phase, 'not-applicable') AS phase, s.funding_status,
              a.title AS plan, a.ends_on AS plan_ends_on, v.year AS visits_this_year, v.term AS visits_this_term, last.visit_on AS last_visit_on, v.next AS next_visit_on,
              (SELECT count(*)::int FROM funding.wallets w WHERE w.operator_id = p.operator_id AND w.school_id = s.organisation_id AND w.la_id = la.organisation_id) AS wallets
         FROM directory.organisations la
         JOIN directory.schools s ON s.la_code = la.key
         JOIN identity.parties p ON p.operator_id = $1 AND p.organisation_id = s.organisation_id AND p.buyer AND (p.left_on IS NULL OR p.left_on >= $3::date)
         LEFT JOIN agreements.agreements a ON a.operator_id = $1 AND a.school_id = s.organisation_id AND a.state = 'signed' AND $3::date BETWEEN a.starts_on AND a.ends_on
         LEFT JOIN LATERAL (
           SELECT count(*) FILTER (WHERE held AND visit_on >= $4::date)::int AS year, count(*) FILTER (WHERE held AND visit_on >= $5::date)::int AS term,
                  min(visit_on) FILTER (WHERE state = 'booked' AND visit_on >= $3::date) AS next
             FROM (SELECT visit_on, state, state IN ('delivered', 'evaluated') AS held FROM delivery.visits v
                    WHERE v.operator_id = $1 AND v.school_id = s.organisation_id AND v.visit_on >= least($4::date, $5::date)) visit) v ON true
         LEFT JOIN LATERAL (SELECT visit_on FROM delivery.visits l WHERE l.operator_id = $1 AND l.school_id = s.organisation_id
            AND l.state IN ('delivered', 'evaluated') ORDER BY l.visit_on DESC LIMIT 1) last ON true
        WHERE la.kind = 'la' AND la.organisation_id = $2 ORDER BY s.name, s.urn`,
      [tx.operatorId, tx.actor.organisationId, tx.today.toString(), yearStart, termStart],
    );
  }

  /** The authority's term of today, or the one that ended last: both its half-terms. Null without term dates. */
  private async term(tx: Tx): Promise<AuthorityTerm | null> {
    const halves = await this.calendar.terms(tx, tx.actor.organisationId!, academicYearOf(tx.today));
    const begun = halves.filter((half) => half.startsOn <= tx.today.toString()).at(-1);
    if (!begun) return null;
    const both = halves.filter((half) => termName(half) === termName(begun));
    return { name: `${termName(begun)} term`, startsOn: both[0]!.startsOn, endsOn: both.at(-1)!.endsOn };
  }
}
