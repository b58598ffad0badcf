import { newId } from './ids.js';
import type { Tx } from './db/tx.js';

/** The thing that was changed, and the party it belongs to when that is not the one who acts; null: nobody's but the operator's. */
export interface Subject {
  readonly type: string;
  readonly id: string;
  readonly organisationId?: string | null;
}
export type Details = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Adds to the audit trail who did what, in the same transaction as what they did; every verb of a facade that changes
 * something does so. `verb` is `<context>.<verb>`, such as `agreements.sign`. Details are facts of the thing, never
 * personal data.
 */
export const record = (tx: Tx, verb: string, subject: Subject, details: Details = {}): Promise<void> =>
  recordAll(tx, verb, [{ ...subject, details }]);

/** The same done to many things, in one statement. */
export async function recordAll(
  tx: Tx,
  verb: string,
  subjects: readonly (Subject & { readonly details?: Details })[],
): Promise<void> {
  const { actor } = tx;
  await tx.query(
    `INSERT INTO platform.audit (operator_id, audit_id, at, person_id, role, api_key_id, organisation_id, verb, request_id,
       about_organisation_id, subject_type, subject_id, details)
     SELECT $1, audit_id, $2, $3, $4, $5, $6, $7, $8, about_organisation_id, subject_type, subject_id, details
     FROM unnest($9::uuid[], $10::uuid[], $11::text[], $12::uuid[], $13::jsonb[]) AS done (audit_id, about_organisation_id, subject_type, subject_id, details)`,
    [
      tx.operatorId,
      tx.now.toString(),
      actor.personId,
      actor.role,
      actor.apiKeyId ?? null,
      actor.organisationId,
      verb,
      tx.requestId,
      subjects.map(() => newId()),
      subjects.map((subject) => subject.organisationId ?? null),
      subjects.map((subject) => subject.type),
      subjects.map((subject) => subject.id),
      subjects.map((subject) => JSON.stringify(subject.details ?? {})),
    ],
  );
}
