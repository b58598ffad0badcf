import { Injectable } from '@nestjs/common';
import { alone, sealCheck, type Check, type Details, type Subject, type Tx } from '#platform';

export interface AuditEntry {
  readonly auditId: string;
  readonly at: Date;
  readonly personId: string | null;
  readonly person: string | null;
  readonly role: string;
  readonly apiKeyId: string | null;
  readonly organisationId: string | null;
  readonly verb: string;
  readonly requestId: string;
  readonly details: Details;
}

/** Rows behind which nothing can appear any more, once all who were writing when it was taken have ended. */
export interface AuditMark {
  readonly top: bigint;
  readonly after: string;
}

/** Rows in one sealed batch. */
const batchSize = 10_000;

/**
 * The append-only trail of every change. A party reads what it did and what was done to it; staff read all. It is sealed
 * in batches like the ledger, and nobody who writes waits for a seal.
 */
@Injectable()
export class Audit {
  /** The history of one thing, oldest first. */
  async of(tx: Tx, subject: Subject): Promise<AuditEntry[]> {
    return tx.query(
      `SELECT a.audit_id, a.at, a.person_id, p.name AS person, a.role, a.api_key_id,
         a.organisation_id, a.verb, a.request_id, a.details
       FROM platform.audit_entries a LEFT JOIN identity.person p ON p.id = a.person_id
       WHERE a.operator_id = $1 AND a.subject_type = $2 AND a.subject_id = $3 ORDER BY a.seq`,
      [tx.operatorId, subject.type, subject.id],
    );
  }

  /** Asked in a transaction of its own; `settled` says when it may be sealed. */
  async mark(tx: Tx): Promise<AuditMark> {
    return (await tx.query<AuditMark>('SELECT top, after FROM platform.audit_mark()'))[0]!;
  }

  /** Whether everyone who was writing at the mark has ended. */
  async settled(tx: Tx, mark: AuditMark): Promise<boolean> {
    const [row] = await tx.query<{ settled: boolean }>('SELECT platform.audit_settled($1) AS settled', [
      mark.after,
    ]);
    return row!.settled;
  }

  /** Seals the next batch up to a settled mark; answers how many rows it sealed, 0 when all are, or someone else is at it. */
  async seal(tx: Tx, mark: AuditMark): Promise<number> {
    if (!(await alone(tx, 'audit'))) return 0;
    const [row] = await tx.query<{ sealed: number }>('SELECT platform.seal_audit($1, $2, $3) AS sealed', [
      mark.top,
      batchSize,
      tx.now.toString(),
    ]);
    return row!.sealed;
  }
}

/** What `npm run verify` proves of who did what. */
export const identityChecks: readonly Check[] = [
  sealCheck({
    name: 'every sealed batch of the audit trail is as it was sealed',
    what: 'entries',
    batches: 'platform.audit_batch',
    digest: 'platform.audit_digest',
  }),
];
