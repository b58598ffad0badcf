import { Injectable } from '@nestjs/common';
import { Failures, type Failure, type Tx } from '#platform';

/** A failure with what it is about, in a word, and the school where it is about one. */
export interface Unfinished extends Failure {
  readonly about: string | null;
  readonly schoolId: string | null;
  readonly school: string | null;
}

/** What did not happen and waits to be tried again, with what it is about. Staff only. */
@Injectable()
export class UnfinishedWork {
  constructor(private readonly failures: Failures) {}

  /** What failed for one reason together, the longest waiting first. */
  async list(tx: Tx, page: { limit: number; offset?: number }): Promise<Unfinished[]> {
    const failures = await this.failures.list(tx, page);
    const ids = (of: readonly Failure[]) => of.map(({ entityId }) => entityId);
    const rows = await tx.query<{
      id: string;
      about: string;
      schoolId: string | null;
      school: string | null;
    }>(
      `SELECT thing.id, thing.about, thing.school_id, o.name AS school FROM (
         SELECT operator_id, agreement_id AS id, title AS about, school_id FROM agreements.agreements
         UNION ALL
         SELECT operator_id, purchase_id, title, school_id FROM agreements.purchases
         UNION ALL
         SELECT operator_id, session_id, title || ' on ' || to_char(held_on, 'FMDD FMMonth YYYY'), NULL FROM delivery.sessions
         UNION ALL
         SELECT operator_id, message_id, subject, NULL FROM notifications.messages
         UNION ALL
         SELECT operator_id, document_id, number, school_id FROM invoicing.documents
         UNION ALL
         SELECT t.operator_id, t.transfer_id, t.description, coalesce(l.owner_id, t.debit_owner_id) FROM ledger.transfers t
           LEFT JOIN ledger.lots l ON l.operator_id = t.operator_id AND l.lot_id = t.transfer_id
          WHERE t.operator_id = $1 AND t.transfer_id = ANY ($3)) thing
        LEFT JOIN directory.organisations o ON o.organisation_id = thing.school_id
        WHERE thing.operator_id = $1 AND thing.id = ANY ($2)`,
      [tx.operatorId, ids(failures), ids(failures.filter(({ work }) => work.startsWith('ledger.')))],
    );
    const known = new Map(rows.map(({ id, ...row }) => [id, row]));
    const unknown = { about: null, schoolId: null, school: null };
    return failures.map((failure) => ({ ...failure, ...(known.get(failure.entityId) ?? unknown) }));
  }
}
