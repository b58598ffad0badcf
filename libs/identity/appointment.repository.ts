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
