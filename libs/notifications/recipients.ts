import type { Role, Tx } from '#platform';
import type { Recipient } from './mail.js';

/** A person to be told, for one party. */
export interface Told extends Recipient {
  readonly name: string;
  readonly organisationId: string;
}

/**
 * Who is told for each party: its people in these roles today, or those of the trust that acts for it when it has none of its
 * own; each once. Nobody who left, and nobody whose appointment is still ahead.
 */
export async function recipients(
  tx: Tx,
  organisationIds: readonly string[],
  roles: readonly Role[],
): Promise<Told[]> {
  return tx.query<Told>(
    `SELECT DISTINCT ON (party.id, person.id) person.id AS person_id, person.name, person.email, party.id AS organisation_id
       FROM unnest($2::uuid[]) AS party (id)
       CROSS JOIN LATERAL (
         SELECT a.person_id, rank() OVER (ORDER BY a.organisation_id <> party.id) AS nearness FROM identity.appointments a
          WHERE a.operator_id = $1 AND a.role = ANY ($3) AND identity.in_force(a, $4)
            AND a.organisation_id IN (party.id, ${trustOf('party.id')})) appointed
       JOIN identity.people person ON person.id = appointed.person_id
      WHERE appointed.nearness = 1 ORDER BY party.id, person.id`,
    [tx.operatorId, organisationIds, roles, tx.today.toString()],
  );
}

/** One person, while they act for anyone here. */
export async function inPost(tx: Tx, personId: string): Promise<(Recipient & { name: string }) | null> {
  const [person] = await tx.query<Recipient & { name: string }>(
    `SELECT person.id AS person_id, person.name, person.email FROM identity.people person
      WHERE person.id = $2 AND EXISTS (SELECT FROM identity.appointments a WHERE a.operator_id = $1 AND a.person_id = person.id AND identity.in_force(a, $3))`,
    [tx.operatorId, personId, tx.today.toString()],
  );
  return person ?? null;
}

/** The trust of a school, as an organisation. */
export const trustOf = (school: string): string =>
  `(SELECT t.organisation_id FROM directory.schools s JOIN directory.organisations t ON t.kind = 'trust' AND t.key = s.trust_uid WHERE s.organisation_id = ${school})`;
