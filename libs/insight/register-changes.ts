import { Injectable } from '@nestjs/common';
import { Parameters, type Tx } from '#platform';

/** An open school of one of the operator's authorities that was never a party. */
export interface NewSchool {
  readonly schoolId: string;
  readonly urn: number;
  readonly name: string;
  readonly la: string;
  readonly town: string | null;
  readonly type: string | null;
  readonly openedOn: string | null;
  /** The closed schools that it came from, by name. */
  readonly before: readonly string[];
  /** Why it was left out, when it was. */
  readonly leftOut: string | null;
}

/** A party whose school closed, or is listed no more, and what it still has here. */
export interface ClosedSchool {
  readonly schoolId: string;
  readonly urn: number;
  readonly name: string;
  readonly la: string;
  readonly status: string;
  readonly closedOn: string | null;
  readonly missingSince: string | null;
  /** The schools that came from it, by name. */
  readonly after: readonly string[];
  readonly agreements: number;
  /** Visits, course places and purchases that lie ahead. */
  readonly ahead: number;
  readonly wallets: number;
}

const links = (schoolId: string, kind: 'Predecessor' | 'Successor') => `
  coalesce((SELECT array_agg(DISTINCT other.name) FROM directory.schools this JOIN directory.school_links l ON l.urn = this.urn AND l.link_type LIKE '${kind}%'
              JOIN directory.schools other ON other.urn = l.link_urn WHERE this.organisation_id = ${schoolId}), '{}')`;

/** The open schools of the operator's authorities that are no parties; `d`: left out. $1 operator, $2 today. */
const unjoined = `FROM identity.parties authority JOIN directory.organisations la ON la.organisation_id = authority.organisation_id AND la.kind = 'la'
  JOIN directory.schools s ON s.la_code = la.key AND s.state_funded AND s.status LIKE 'open%' AND s.missing_since IS NULL
  LEFT JOIN identity.left_out_schools d ON d.operator_id = authority.operator_id AND d.organisation_id = s.organisation_id
 WHERE authority.operator_id = $1 AND authority.commissioner AND (authority.left_on IS NULL OR authority.left_on >= $2)
   AND s.organisation_id NOT IN (SELECT p.organisation_id FROM identity.parties p WHERE p.operator_id = $1 AND (p.left_on IS NULL OR p.left_on >= $2))`;
/** The parties whose school closed. $1 operator. */
const closed = `FROM identity.parties p JOIN directory.schools s USING (organisation_id)
 WHERE p.operator_id = $1 AND p.buyer AND p.left_on IS NULL AND (s.status = 'closed' OR s.missing_since IS NOT NULL)`;

/** What a newer register changed for one operator, for its administrators to decide. */
@Injectable()
export class RegisterChanges {
  /** How many of each wait for a decision. */
  async toDecide(tx: Tx): Promise<{ newSchools: number; closedSchools: number }> {
    const [row] = await tx.query<{ newSchools: number; closedSchools: number }>(
      `SELECT (SELECT count(*)::int ${unjoined} AND d.organisation_id IS NULL) AS new_schools, (SELECT count(*)::int ${closed}) AS closed_schools`,
      [tx.operatorId, tx.today.toString()],
    );
    return row!;
  }

  /** Those not decided yet; or, of those left out, all. By name. */
  async newSchools(
    tx: Tx,
    { leftOut = false, limit = 50, offset = 0 }: { leftOut?: boolean; limit?: number; offset?: number } = {},
  ): Promise<{ schools: NewSchool[]; total: number }> {
    const rows = await tx.query<NewSchool & { total: number }>(
      `SELECT s.organisation_id AS school_id, s.urn, s.name, la.name AS la, s.town, s.type_name AS type, s.opened_on,
              ${links('s.organisation_id', 'Predecessor')} AS before, d.reason AS left_out, count(*) OVER ()::int AS total
         ${unjoined} AND (d.organisation_id IS NOT NULL) = $3
        ORDER BY s.name, s.urn LIMIT $4 OFFSET $5`,
      [tx.operatorId, tx.today.toString(), leftOut, limit, offset],
    );
    return { schools: rows, total: rows[0]?.total ?? 0 };
  }

  /** Those that still buy here, or one of them, by name. */
  async closedSchools(
    tx: Tx,
    { schoolId, limit = 50, offset = 0 }: { schoolId?: string; limit?: number; offset?: number } = {},
  ): Promise<{ schools: ClosedSchool[]; total: number }> {
    const { values, and, page } = new Parameters(tx.operatorId, tx.today.toString());
    const rows = await tx.query<ClosedSchool & { total: number }>(
      `SELECT s.organisation_id AS school_id, s.urn, s.name, coalesce(s.la_name, '') AS la, s.status, s.closed_on, s.missing_since,
              ${links('s.organisation_id', 'Successor')} AS after, count(*) OVER ()::int AS total,
              (SELECT count(*)::int FROM agreements.agreements a WHERE a.operator_id = $1 AND a.school_id = s.organisation_id AND a.state = 'signed' AND a.ends_on >= $2) AS agreements,
              (SELECT count(*)::int FROM delivery.visits v WHERE v.operator_id = $1 AND v.school_id = s.organisation_id AND v.state = 'booked')
                + (SELECT count(*)::int FROM delivery.places pl WHERE pl.operator_id = $1 AND pl.school_id = s.organisation_id AND pl.state = 'booked')
                + (SELECT count(*)::int FROM agreements.purchases pu WHERE pu.operator_id = $1 AND pu.school_id = s.organisation_id AND pu.state = 'committed') AS ahead,
              (SELECT count(*)::int FROM funding.wallets w WHERE w.operator_id = $1 AND w.school_id = s.organisation_id AND w.expires_on >= $2) AS wallets
         ${closed} ${and('s.organisation_id = ?', schoolId)}
        ORDER BY s.name, s.urn ${page({ limit, offset })}`,
      values,
    );
    return { schools: rows, total: rows[0]?.total ?? 0 };
  }
}
