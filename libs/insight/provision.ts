import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';

export interface BookedVisit {
  readonly visitId: string;
  readonly schoolId: string;
  readonly school: string;
  readonly town: string | null;
  readonly practitioner: string;
  readonly visitOn: string;
  /** Hundredths of a day. */
  readonly portion: bigint;
  readonly purpose: string;
  readonly bookedBy: string | null;
}

export interface Owed {
  readonly customerId: string;
  readonly customer: string;
  readonly documents: number;
  /** Pence, tax included; the part whose due day has passed. */
  readonly gross: bigint;
  readonly overdue: bigint;
  readonly oldestDueOn: string;
}

export interface Rating {
  readonly visitId: string;
  readonly school: string;
  readonly practitioner: string;
  readonly visitOn: string;
  readonly rating: number;
  readonly evaluation: string | null;
}

export interface Ratings {
  /** Null without any. */
  readonly mean: number | null;
  readonly count: number;
  readonly latest: readonly Rating[];
}

/** What a provider has to do and is owed. In party scope: its own people, its own sales. */
@Injectable()
export class Provision {
  /**
   * Visits not yet reported, by date: of the provider's people, or of one person alone. The first ten until today, whose reports wait, and the
   * first ten that come, each with how many of those there are.
   */
  async visits(
    tx: Tx,
    of: { homeId: string } | { personId: string },
  ): Promise<(BookedVisit & { total: number })[]> {
    return tx.query(
      `SELECT v.visit_id, v.school_id, o.name AS school, s.town, v.practitioner, v.visit_on, v.portion, v.purpose, v.booked_by, v.total
         FROM (SELECT v.visit_id, v.school_id, p.name AS practitioner, v.visit_on, v.portion, v.purpose, v.booked_by,
                      (count(*) OVER (PARTITION BY v.visit_on <= $3))::int AS total,
                      row_number() OVER (PARTITION BY v.visit_on <= $3 ORDER BY v.visit_on, v.visit_id) AS place
                 FROM delivery.visits v JOIN delivery.practitioners p USING (operator_id, practitioner_id)
                WHERE v.operator_id = $1 AND v.state = 'booked' AND ${'homeId' in of ? 'v.home_id' : 'p.person_id'} = $2) v
         JOIN directory.organisations o ON o.organisation_id = v.school_id LEFT JOIN directory.schools s ON s.organisation_id = v.school_id
        WHERE v.place <= 10 ORDER BY v.visit_on, o.name, v.visit_id`,
      [tx.operatorId, 'homeId' in of ? of.homeId : of.personId, tx.today.toString()],
    );
  }

  /** What was billed, by customer, the most first: some of them, each with how many there are and what all of them were billed. */
  async owed(tx: Tx, supplierId: string, most: number): Promise<(Owed & { total: number; inAll: bigint })[]> {
    return tx.query(
      `SELECT d.customer_id, o.name AS customer, count(*)::int AS documents, sum(d.gross)::bigint AS gross,
              coalesce(sum(d.gross) FILTER (WHERE d.due_on < $3::date), 0)::bigint AS overdue, min(d.due_on) AS oldest_due_on,
              count(*) OVER ()::int AS total, (sum(sum(d.gross)) OVER ())::bigint AS in_all
         FROM invoicing.documents d JOIN directory.organisations o ON o.organisation_id = d.customer_id
        WHERE d.operator_id = $1 AND d.supplier_id = $2 GROUP BY d.customer_id, o.name ORDER BY sum(d.gross) DESC, o.name, d.customer_id LIMIT $4`,
      [tx.operatorId, supplierId, tx.today.toString(), most],
    );
  }

  /** How schools rated the provider's people, or one person alone: the mean of all, and the latest few. */
  async ratings(tx: Tx, of: { homeId: string } | { personId: string }): Promise<Ratings> {
    const rows = await tx.query<Rating & { mean: number; count: number }>(
      `SELECT v.visit_id, o.name AS school, p.name AS practitioner, v.visit_on, v.rating, v.evaluation,
              (avg(v.rating) OVER ())::float AS mean, count(*) OVER ()::int AS count
         FROM delivery.visits v JOIN delivery.practitioners p USING (operator_id, practitioner_id) JOIN directory.organisations o ON o.organisation_id = v.school_id
        WHERE v.operator_id = $1 AND v.rating IS NOT NULL AND ${'homeId' in of ? 'v.home_id' : 'p.person_id'} = $2
        ORDER BY v.evaluated_on DESC, v.visit_id DESC LIMIT 5`,
      [tx.operatorId, 'homeId' in of ? of.homeId : of.personId],
    );
    return { mean: rows[0]?.mean ?? null, count: rows[0]?.count ?? 0, latest: rows };
  }
}
