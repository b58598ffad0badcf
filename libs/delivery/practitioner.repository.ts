import type { Tx } from '#platform';

export interface NewLink {
  readonly schoolId: string;
  readonly practitionerId: string;
  readonly homeId: string;
}

/** Named contacts from today on, in one statement however many there are; answers how many had none yet. */
export async function addLinks(tx: Tx, links: readonly NewLink[]): Promise<number> {
  const added = await tx.query(
    `INSERT INTO delivery.link (operator_id, school_id, practitioner_id, home_id, from_on)
     SELECT $1, school_id, practitioner_id, home_id, $5 FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS link (school_id, practitioner_id, home_id)
     ON CONFLICT DO NOTHING RETURNING school_id`,
    [
      tx.operatorId,
      links.map((link) => link.schoolId),
      links.map((link) => link.practitionerId),
      links.map((link) => link.homeId),
      tx.today.toString(),
    ],
  );
  return added.length;
}

/** Of the one in force on its last day; false where there is none. */
export async function endDesignation(
  tx: Tx,
  practitionerId: string,
  designation: string,
  lastDay: string,
): Promise<boolean> {
  const ended = await tx.query(
    `UPDATE delivery.designation SET until_on = $4 WHERE operator_id = $1 AND practitioner_id = $2 AND designation = $3
        AND $4::date BETWEEN from_on AND coalesce(until_on, 'infinity') RETURNING from_on`,
    [tx.operatorId, practitionerId, designation, lastDay],
  );
  return ended.length > 0;
}

/** Whose link with a school, in force on its last day, ends; undefined where there is none. */
export async function endLink(tx: Tx, schoolId: string, lastDay: string): Promise<string | undefined> {
  const [ended] = await tx.query<{ practitionerId: string }>(
    `UPDATE delivery.link SET until_on = $3 WHERE operator_id = $1 AND school_id = $2
        AND $3::date BETWEEN from_on AND coalesce(until_on, 'infinity') RETURNING practitioner_id`,
    [tx.operatorId, schoolId, lastDay],
  );
  return ended?.practitionerId;
}
