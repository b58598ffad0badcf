import { Injectable } from '@nestjs/common';
import { civilZone, notFound, Parameters, type Role, type Tx } from '#platform';
import type { AgreementState } from '#agreements';
import type { VisitState } from '#delivery';
import type { Part } from '#identity';

export interface Member {
  readonly organisationId: string;
  readonly name: string;
  readonly kind: string;
  readonly buyer: boolean;
  readonly provider: boolean;
  readonly commissioner: boolean;
  readonly host: boolean;
  /** As the operator calls what it is here, its roles one after the other. */
  readonly roles: string;
  readonly la: string | null;
  readonly town: string | null;
  readonly urn: number | null;
  readonly joinedOn: string;
  readonly leftOn: string | null;
  readonly people: number;
  /** Whoever looks acts for it themselves, besides for the operator. */
  readonly ownPart: boolean;
}

export interface TrailEntry {
  readonly auditId: string;
  readonly at: Date;
  readonly person: string | null;
  readonly role: string;
  /** Of what was done through a key: its name and last four characters. */
  readonly key: string | null;
  readonly organisation: string | null;
  readonly about: string | null;
  readonly verb: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly requestId: string;
}

export interface TrailFilter {
  /** Any of these. */
  readonly verbs?: readonly string[];
  /** Part of a person's or organisation's name. */
  readonly who?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Someone who acts for a party, or is proposed to and waits for its word. `id` is the appointment's, or the nomination's. */
export interface PartyPerson {
  readonly id: string;
  readonly waits: boolean;
  /** Their last day is known. */
  readonly goes: boolean;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** An agreement, or a visit, of a school. */
export type Latest =
  | {
      readonly kind: 'agreement';
      readonly id: string;
      readonly title: string;
      readonly startsOn: string;
      readonly endsOn: string;
      readonly state: AgreementState;
    }
  | {
      readonly kind: 'visit';
      readonly id: string;
      readonly practitioner: string;
      readonly visitOn: string;
      readonly state: VisitState;
    };

/** The operator itself, authorities, providers, schools. */
const inOrder = (of: string) =>
  `${of}.host DESC, NOT ${of}.commissioner, NOT (${of}.provider AND NOT ${of}.buyer)`;
const partOrAny = (part?: Part) => (part ? `AND p.${part}` : '');
const like = (text?: string) => text?.trim().replace(/[\\%_]/g, '\\$&') || null;

/** Who belongs to the operator, and what was done: for its administrators. */
@Injectable()
export class Membership {
  /** By name, the nearest first; a school also by town or URN. Typing mistakes in a name are forgiven. */
  async members(
    tx: Tx,
    {
      text,
      part,
      organisationId,
      limit = 50,
      offset = 0,
    }: { text?: string; part?: Part; organisationId?: string; limit?: number; offset?: number } = {},
  ): Promise<{ members: Member[]; total: number }> {
    const { values, name, and, page } = new Parameters(tx.operatorId, tx.today.toString());
    const written = like(text);
    // What is found by its town alone keeps the order of the alphabet.
    const nearness = written ? `greatest(0.5, word_similarity(${name(written)}, o.name))` : '1';
    const rows = await tx.query<Member & { total: number }>(
      `SELECT m.*, (SELECT coalesce(string_agg(word.label, ', ' ORDER BY word.position), '')
                FROM identity.party_roles r JOIN operating_model.party_roles word ON word.operator_id = r.operator_id AND word.code = r.role
               WHERE r.operator_id = $1 AND r.organisation_id = m.organisation_id
                 AND least($2::date, m.left_on) BETWEEN r.from_on AND coalesce(r.until_on, 'infinity')) AS roles,
              (SELECT count(*)::int FROM identity.appointments a WHERE a.operator_id = $1 AND a.organisation_id = m.organisation_id
                  AND identity.in_force(a, $2)) AS people, m.organisation_id IN (SELECT unnest(identity.own_parts($2))) AS own_part
         FROM (SELECT p.organisation_id, o.name, o.kind, p.buyer, p.provider, p.commissioner, p.host, s.la_name AS la, s.town, s.urn, p.joined_on, p.left_on, ${nearness} AS nearness,
                      count(*) OVER ()::int AS total
                 FROM identity.parties p JOIN directory.organisations o USING (organisation_id) LEFT JOIN directory.schools s USING (organisation_id)
                WHERE p.operator_id = $1 ${partOrAny(part)}
                  ${and("o.name ILIKE '%' || ? || '%' OR word_similarity(?, o.name) > 0.5 OR s.town ILIKE ? || '%' OR s.urn::text = ?", written)}
                  ${and('p.organisation_id = ?', organisationId)}
                ORDER BY ${inOrder('p')}, nearness DESC, o.name, p.organisation_id ${page({ limit, offset })}) m
        ORDER BY ${inOrder('m')}, m.nearness DESC, m.name, m.organisation_id`,
      values,
    );
    return { members: rows, total: rows[0]?.total ?? 0 };
  }

  /** One party. Refuses: `platform.not-found`. */
  async member(tx: Tx, organisationId: string): Promise<Member> {
    const { members } = await this.members(tx, { organisationId });
    if (!members[0]) throw notFound('party');
    return members[0];
  }

  /** Who acts for a party, in the order of their appointment; then who waits for its word. */
  async people(tx: Tx, organisationId: string): Promise<PartyPerson[]> {
    return tx.query<PartyPerson>(
      `SELECT x.id, x.waits, x.goes, p.name, p.email, x.role
         FROM (SELECT a.appointment_id AS id, false AS waits, a.until_date IS NOT NULL AS goes, a.person_id, a.role, a.from_date FROM identity.appointments a
                WHERE a.operator_id = $1 AND a.organisation_id = $2 AND identity.in_force(a, $3)
               UNION ALL
               SELECT n.nomination_id, true, false, n.person_id, n.role, n.from_date FROM identity.nominations n
                WHERE n.operator_id = $1 AND n.organisation_id = $2 AND n.state = 'proposed' AND n.lapses_on >= $3) x
         JOIN identity.people p ON p.id = x.person_id ORDER BY x.waits, x.from_date, x.id`,
      [tx.operatorId, organisationId, tx.today.toString()],
    );
  }

  /** A school's agreements and visits, of each the latest ten and one, which says whether there are more. */
  async latest(tx: Tx, schoolId: string): Promise<Latest[]> {
    return tx.query(
      `SELECT kind, id, title, starts_on, ends_on, state, practitioner, visit_on FROM (
         (SELECT 'agreement' AS kind, agreement_id AS id, title, starts_on, ends_on, state, NULL AS practitioner, NULL::date AS visit_on, prepared_at
            FROM agreements.agreements WHERE operator_id = $1 AND school_id = $2 ORDER BY starts_on DESC, prepared_at DESC, agreement_id LIMIT 11)
         UNION ALL
         (SELECT 'visit', v.visit_id, NULL, NULL, NULL, v.state, who.name, v.visit_on, NULL
            FROM delivery.visits v JOIN delivery.practitioners who USING (operator_id, practitioner_id)
           WHERE v.operator_id = $1 AND v.school_id = $2 ORDER BY v.visit_on DESC, v.visit_id LIMIT 11)) latest
        ORDER BY kind, starts_on DESC, prepared_at DESC, visit_on DESC, id`,
      [tx.operatorId, schoolId],
    );
  }

  /** The names of organisations and of people, by their ids. */
  async names(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; name: string }>(
      `SELECT organisation_id AS id, name FROM directory.organisations WHERE organisation_id = ANY ($1)
       UNION ALL SELECT id, name FROM identity.people WHERE id = ANY ($1)`,
      [[...new Set(ids)]],
    );
    return new Map(rows.map((row) => [row.id, row.name]));
  }

  /** The audit trail, newest first. `before` is the last entry of the page before. */
  async trail(
    tx: Tx,
    filter: TrailFilter,
    { limit = 50, before }: { limit?: number; before?: string } = {},
  ): Promise<TrailEntry[]> {
    const { values, and, page } = new Parameters(tx.operatorId);
    return tx.query<TrailEntry>(
      `SELECT a.audit_id, a.at, p.name AS person, a.role, k.name || ', ends in ' || k.last_four AS key, o.name AS organisation, about.name AS about, a.verb,
              a.subject_type, a.subject_id, a.request_id
         FROM platform.audit_entries a LEFT JOIN identity.people p ON p.id = a.person_id
         LEFT JOIN identity.api_keys k ON k.operator_id = a.operator_id AND k.api_key_id = a.api_key_id
         LEFT JOIN directory.organisations o ON o.organisation_id = a.organisation_id
         LEFT JOIN directory.organisations about ON about.organisation_id = a.about_organisation_id
        WHERE a.operator_id = $1 ${and('a.verb = ANY (?)', filter.verbs)}
          ${and("p.name ILIKE '%' || ? || '%' OR o.name ILIKE '%' || ? || '%' OR about.name ILIKE '%' || ? || '%'", like(filter.who))}
          ${and(`a.at >= ?::date::timestamp AT TIME ZONE '${civilZone}'`, filter.from)} ${and(`a.at < (?::date + 1)::timestamp AT TIME ZONE '${civilZone}'`, filter.to)}
          ${and('(a.at, a.audit_id) < (SELECT at, audit_id FROM platform.audit_entries WHERE operator_id = $1 AND audit_id = ?)', before)}
        ORDER BY a.at DESC, a.audit_id DESC ${page({ limit })}`,
      values,
    );
  }
}
