import type { Role, Temporal, Tx } from '#platform';

/** The last day of one that was not ended yet: no day before its first, none after the last that it has; its role, and whose it is. */
export async function endAppointment(
  tx: Tx,
  appointmentId: string,
  on: Temporal.PlainDate,
  atOnce: boolean,
): Promise<{ personId: string; organisationId: string; role: Role } | undefined> {
  const [ended] = await tx.query<{ personId: string; organisationId: string; role: Role }>(
    `UPDATE identity.appointment SET until_date = least(until_date, greatest($3::date, from_date)), ended_at = CASE WHEN $4 THEN $5::timestamptz END
      WHERE operator_id = $1 AND appointment_id = $2 AND ended_at IS NULL
      RETURNING person_id, organisation_id, role`,
    [tx.operatorId, appointmentId, on.toString(), atOnce, tx.now.toString()],
  );
  return ended;
}

/** Whether a person has one of these roles at a party on any of these days; without a last day: ever after. */
export async function hasRoleBetween(
  tx: Tx,
  { personId, organisationId }: { personId: string; organisationId: string },
  roles: readonly Role[],
  from: Temporal.PlainDate,
  until?: Temporal.PlainDate,
): Promise<boolean> {
  const found = await tx.query(
    `SELECT FROM identity.appointment WHERE operator_id = $1 AND person_id = $2 AND organisation_id = $3 AND role = ANY ($4)
        AND ended_at IS NULL AND daterange(from_date, until_date, '[]') && daterange($5::date, $6::date, '[]') LIMIT 1`,
    [tx.operatorId, personId, organisationId, roles, from.toString(), until?.toString() ?? null],
  );
  return found.length > 0;
}
