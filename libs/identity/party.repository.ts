import type { Temporal, Tx } from '#platform';
import type { NewParty, Part } from './parties.js';

/** Many in one statement. A party already there gains the parts named and keeps the ones it had; one that left is back. */
export async function joinParties(tx: Tx, parties: readonly NewParty[]): Promise<void> {
  const flags = (part: Part) => parties.map((party) => party[part] ?? false);
  await tx.query(
    `INSERT INTO identity.party AS p (operator_id, organisation_id, buyer, provider, commissioner, host, joined_on)
     SELECT $1, * FROM unnest($2::uuid[], $3::boolean[], $4::boolean[], $5::boolean[], $6::boolean[], $7::date[])
     ON CONFLICT (operator_id, organisation_id) DO UPDATE SET buyer = p.buyer OR excluded.buyer, provider = p.provider OR excluded.provider,
       commissioner = p.commissioner OR excluded.commissioner, host = p.host OR excluded.host, left_on = NULL`,
    [
      tx.operatorId,
      parties.map((party) => party.organisationId),
      flags('buyer'),
      flags('provider'),
      flags('commissioner'),
      flags('host'),
      parties.map((party) => (party.joinedOn ?? tx.today).toString()),
    ],
  );
}

/** The last day of a membership; false where there is none. */
export async function leaveParty(tx: Tx, organisationId: string, on: Temporal.PlainDate): Promise<boolean> {
  const rows = await tx.query(
    'UPDATE identity.party SET left_on = $3 WHERE operator_id = $1 AND organisation_id = $2 RETURNING 1',
    [tx.operatorId, organisationId, on.toString()],
  );
  return rows.length > 0;
}
