import type { Tx } from '#platform';

export interface NewLink {
  readonly schoolId: string;
  readonly practitionerId: string;
  readonly homeId: string;
}

/** Named contacts from today on, in one statement however many there are. */
export async function addLinks(tx: Tx, links: readonly NewLink[]): Promise<void> {
  await tx.query(
    `INSERT INTO delivery.link (operator_id, school_id, practitioner_id, home_id, from_on)
     SELECT $1, school_id, practitioner_id, home_id, $5 FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS link (school_id, practitioner_id, home_id)`,
    [
      tx.operatorId,
      links.map((link) => link.schoolId),
      links.map((link) => link.practitionerId),
      links.map((link) => link.homeId),
      tx.today.toString(),
    ],
  );
}
