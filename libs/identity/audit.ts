import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '#platform';

/** The thing that was changed, and the party it belongs to when that is not the one who acts. */
export interface Subject {
  readonly type: string;
  readonly id: string;
  readonly organisationId?: string;
}
export type Details = Readonly<Record<string, string | number | boolean | null>>;

export interface AuditEntry {
  readonly auditId: string;
  readonly at: Date;
  readonly personId: string | null;
  readonly person: string | null;
  readonly role: string;
  readonly organisationId: string | null;
  readonly verb: string;
  readonly requestId: string;
  readonly details: Details;
}

/** The append-only trail of every change. A party reads what it did and what was done to it; staff read all. */
@Injectable()
export class Audit {
  /** `verb` is `<context>.<verb>`, such as `agreements.sign`. Details are facts of the thing, never personal data. */
  async record(tx: Tx, verb: string, subject: Subject, details: Details = {}): Promise<void> {
    const { actor } = tx;
    await tx.query(
      `INSERT INTO identity.audit (operator_id, audit_id, at, person_id, role, organisation_id, about_organisation_id,
         verb, subject_type, subject_id, request_id, details)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        tx.operatorId,
        newId(),
        tx.now.toString(),
        actor.personId,
        actor.role,
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

  /** The history of one thing, oldest first. */
  async of(tx: Tx, subject: Subject): Promise<AuditEntry[]> {
    return tx.query(
      `SELECT a.audit_id AS "auditId", a.at, a.person_id AS "personId", p.name AS person, a.role, a.organisation_id AS "organisationId",
         a.verb, a.request_id AS "requestId", a.details
       FROM identity.audit a LEFT JOIN identity.person p ON p.id = a.person_id
       WHERE a.operator_id = $1 AND a.subject_type = $2 AND a.subject_id = $3 ORDER BY a.recorded_at, a.audit_id`,
      [tx.operatorId, subject.type, subject.id],
    );
  }
}
