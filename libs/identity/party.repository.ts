import type { Tx } from '#platform';

/** Who joins, since when, in which of the operator's roles. */
export interface Joining {
  readonly organisationId: string;
  readonly host: boolean;
  readonly from: string;
  readonly roles: readonly string[];
}

/**
 * Adds many in three statements. Who is there keeps what it is and gains the rest; who has not left yet stays; who has left is back in
 * the roles named, from the day after the one it was in such a role last.
 */
export async function joinParties(tx: Tx, joining: readonly Joining[]): Promise<void> {
  const { operatorId, today } = tx;
  const organisations = joining.map(({ organisationId }) => organisationId);
  await tx.query(
    `INSERT INTO identity.party AS p (operator_id, organisation_id, host, joined_on)
     SELECT $1, * FROM unnest($2::uuid[], $3::boolean[], $4::date[])
     ON CONFLICT (operator_id, organisation_id) DO UPDATE SET host = p.host OR excluded.host, left_on = NULL`,
    [operatorId, organisations, joining.map(({ host }) => host), joining.map(({ from }) => from)],
  );
  await tx.query(
    'UPDATE identity.party_role SET until_on = NULL WHERE operator_id = $1 AND organisation_id = ANY ($2) AND until_on >= $3',
    [operatorId, organisations, today.toString()],
  );
  const held = joining.flatMap((one) => one.roles.map((role) => ({ ...one, role })));
  await tx.query(
    `INSERT INTO identity.party_role (operator_id, organisation_id, role, from_on, may)
     SELECT $1, joining.organisation_id, joining.role, greatest(joining.from_on, (SELECT max(r.until_on) + 1 FROM identity.party_role r
              WHERE r.operator_id = $1 AND r.organisation_id = joining.organisation_id AND r.role = joining.role)), word.may
       FROM unnest($2::uuid[], $3::text[], $4::date[]) AS joining (organisation_id, role, from_on)
       JOIN operating_model.party_roles word ON word.operator_id = $1 AND word.code = joining.role
      WHERE NOT EXISTS (SELECT FROM identity.party_role r WHERE r.operator_id = $1 AND r.organisation_id = joining.organisation_id
              AND r.role = joining.role AND r.until_on IS NULL)`,
    [
      operatorId,
      held.map(({ organisationId }) => organisationId),
      held.map(({ role }) => role),
      held.map(({ from }) => from),
    ],
  );
}

/** When a party took on the latest of its roles, held against every other change until this transaction ends; undefined where there is no such party. */
export async function lockParty(
  tx: Tx,
  organisationId: string,
): Promise<{ host: boolean; leftOn: string | null; since: string } | undefined> {
  const party = [tx.operatorId, organisationId];
  await tx.query(
    'SELECT FROM identity.party WHERE operator_id = $1 AND organisation_id = $2 FOR UPDATE',
    party,
  );
  const [row] = await tx.query<{ host: boolean; leftOn: string | null; since: string }>(
    `SELECT p.host, p.left_on, (SELECT max(r.from_on) FROM identity.party_role r WHERE r.operator_id = $1 AND r.organisation_id = $2) AS since
       FROM identity.party p WHERE p.operator_id = $1 AND p.organisation_id = $2`,
    party,
  );
  return row;
}

/** The last day of a party, and of every role that it has; those that ended with it on another day end with it on this one. */
export async function leaveParty(
  tx: Tx,
  organisationId: string,
  on: string,
  leftOn: string | null,
): Promise<void> {
  await tx.query('UPDATE identity.party SET left_on = $3 WHERE operator_id = $1 AND organisation_id = $2', [
    tx.operatorId,
    organisationId,
    on,
  ]);
  await tx.query(
    `UPDATE identity.party_role SET until_on = $3
      WHERE operator_id = $1 AND organisation_id = $2 AND (until_on IS NULL OR until_on > $3::date OR until_on = $4::date)`,
    [tx.operatorId, organisationId, on, leftOn],
  );
}
