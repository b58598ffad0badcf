import { newId } from './ids.js';
import type { Tx } from './db/tx.js';

/** The thing that was changed, and the party it belongs to when that is not the one who acts. */
export interface Subject {
  readonly type: string;
  readonly id: string;
  readonly organisationId?: string;
}
export type Details = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Adds to the audit trail who did what, in the same transaction as what they did; every verb of a facade that changes
 * something does so. `verb` is `<context>.<verb>`, such as `agreements.sign`. Details are facts of the thing, never
 * personal data.
 */
export async function record(tx: Tx, verb: string, subject: Subject, details: Details = {}): Promise<void> {
  const { actor } = tx;
  await tx.query(
    `INSERT INTO platform.audit (operator_id, audit_id, at, person_id, role, api_key_id, organisation_id, about_organisation_id,
       verb, subject_type, subject_id, request_id, details)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      tx.operatorId,
      newId(),
      tx.now.toString(),
      actor.personId,
      actor.role,
      actor.apiKeyId ?? null,
      actor.organisationId,
      subject.organisationId ?? null,
      verb,
      subject.type,
      subject.id,
      tx.requestId,
      details,
    ],
  );
}
