import { Injectable } from '@nestjs/common';
import { Failures, type Failure, type Tx } from '#platform';

/** A failure with whom or what it is about, in a word. */
export interface Unfinished extends Failure {
  readonly about: string | null;
}

/** What did not happen and waits to be tried again, with what it is about. Staff only. */
@Injectable()
export class UnfinishedWork {
  constructor(private readonly failures: Failures) {}

  /** The longest waiting first. */
  async list(tx: Tx, page: { limit: number; offset?: number }): Promise<Unfinished[]> {
    const failures = await this.failures.list(tx, page);
    const rows = await tx.query<{ id: string; about: string }>(
      `SELECT id, about FROM (
         SELECT a.operator_id, a.agreement_id AS id, o.name || ', ' || a.title AS about FROM agreements.agreements a JOIN directory.organisations o ON o.organisation_id = a.school_id
         UNION ALL
         SELECT p.operator_id, p.purchase_id, o.name || ', ' || p.title FROM agreements.purchases p JOIN directory.organisations o ON o.organisation_id = p.school_id
         UNION ALL
         SELECT operator_id, session_id, title || ' on ' || to_char(held_on, 'FMDD FMMonth YYYY') FROM delivery.sessions
         UNION ALL
         SELECT operator_id, message_id, subject FROM notifications.messages
         UNION ALL
         SELECT operator_id, document_id, number FROM invoicing.documents) thing
        WHERE operator_id = $1 AND id = ANY ($2)`,
      [tx.operatorId, failures.map(({ entityId }) => entityId)],
    );
    const about = new Map(rows.map((row) => [row.id, row.about]));
    return failures.map((failure) => ({ ...failure, about: about.get(failure.entityId) ?? null }));
  }
}
