import { Injectable } from '@nestjs/common';
import { Parameters, type Tx } from '#platform';

export interface DocumentFilter {
  readonly rail?: 'invoice' | 'journal';
  readonly due?: 'overdue' | 'not-yet';
  /** `2026-04`: the month of issue. */
  readonly month?: string;
  /** Part of the customer's or school's name, or of the document's number. */
  readonly text?: string;
}

export interface WorklistDocument {
  readonly documentId: string;
  readonly number: string;
  readonly rail: 'invoice' | 'journal';
  readonly customerId: string;
  readonly customer: string;
  readonly school: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly gross: bigint;
}

export interface WorklistTotal {
  readonly rail: 'invoice' | 'journal';
  readonly documents: number;
  readonly net: bigint;
  readonly vat: bigint;
  readonly gross: bigint;
  readonly overdueGross: bigint;
}

const matching = (
  { and }: Parameters,
  filter: DocumentFilter,
  today: string,
): string => `FROM invoicing.documents d
  JOIN directory.organisations customer ON customer.organisation_id = d.customer_id
  JOIN directory.organisations school ON school.organisation_id = d.school_id
  WHERE d.operator_id = $1 ${and('d.rail = ?', filter.rail)} ${and(`d.due_on ${filter.due === 'overdue' ? '<' : '>='} ?`, filter.due && today)}
    ${and("to_char(d.issued_on, 'YYYY-MM') = ?", filter.month)}
    ${and("customer.name ILIKE '%' || ? || '%' OR school.name ILIKE '%' || ? || '%' OR d.number ILIKE '%' || ? || '%'", filter.text?.replace(/[\\%_]/g, '\\$&'))}`;

/** The finance officer's documents: what matches, what it comes to, and what is overdue. */
@Injectable()
export class Worklist {
  /** Oldest due first. */
  async documents(
    tx: Tx,
    filter: DocumentFilter,
    { limit = 50, offset = 0 } = {},
  ): Promise<WorklistDocument[]> {
    const parameters = new Parameters(tx.operatorId);
    return tx.query<WorklistDocument>(
      `SELECT d.document_id, d.number, d.rail, d.customer_id, customer.name AS customer, school.name AS school, d.issued_on, d.due_on, d.gross ${matching(parameters, filter, tx.today.toString())}
        ORDER BY d.due_on, d.number ${parameters.page({ limit, offset })}`,
      parameters.values,
    );
  }

  async totals(tx: Tx, filter: DocumentFilter): Promise<WorklistTotal[]> {
    const today = tx.today.toString();
    const parameters = new Parameters(tx.operatorId, today);
    return tx.query<WorklistTotal>(
      `SELECT d.rail, count(*)::int AS documents, sum(d.net)::bigint AS net, sum(d.vat)::bigint AS vat, sum(d.gross)::bigint AS gross,
              coalesce(sum(d.gross) FILTER (WHERE d.due_on < $2::date), 0)::bigint AS overdue_gross
         ${matching(parameters, filter, today)} GROUP BY d.rail ORDER BY d.rail`,
      parameters.values,
    );
  }

  /** Months in which documents were issued, newest first, as `2026-04`. */
  async months(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ month: string }>(
      `SELECT DISTINCT to_char(issued_on, 'YYYY-MM') AS month FROM invoicing.documents WHERE operator_id = $1 ORDER BY 1 DESC`,
      [tx.operatorId],
    );
    return rows.map((row) => row.month);
  }
}
