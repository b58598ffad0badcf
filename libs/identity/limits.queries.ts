import { authorityRoles, schoolRoles, type Tx } from '#platform';
import { settings, type Approver, type Ladder } from '#operating-model';
import { limitOf, type LadderOf, type Standings } from './rungs.js';

/** A party's ladder today, the days over which its orders are added up, and where each rung stands in them. */
export interface Climbed {
  readonly ladder: Ladder;
  readonly days: number;
  readonly standing: Standings;
}

const { shape: usual } = settings.shape.approvals.unwrap();

/**
 * Of each rung the party's own limit, else the usual one, and what was ordered in the window; on the actor's also by them in another
 * role. One statement, the operator's choice among it: who only looks need not read all that an operator has chosen.
 */
export async function climbed(tx: Tx, organisationId: string, of: LadderOf): Promise<Climbed> {
  const rows = await tx.query<
    Pick<Climbed, 'ladder' | 'days'> & { role: Approver; limitPence: bigint | null; recent: bigint }
  >(
    // Joined as sets: of a sub-query for each rung PostgreSQL thinks that it pays to plan it anew each time.
    `SELECT chosen.ladder, chosen.days, rung ->> 'role' AS role, l.limit_pence, coalesce(sum(c.pence), 0)::bigint AS recent
       FROM (SELECT coalesce(operating_model.chosen($1, $3, $4), $5::jsonb) AS ladder,
                    coalesce(operating_model.chosen($1, 'approvals.window_days', $4)::int, $6) AS days) chosen
       CROSS JOIN jsonb_array_elements(chosen.ladder -> 'rungs') rung
       LEFT JOIN identity.approval_limit l ON l.operator_id = $1 AND l.organisation_id = $2 AND l.role = rung ->> 'role'
       LEFT JOIN identity.commitment c ON c.operator_id = $1 AND c.organisation_id = $2 AND c.role = ANY ($9)
         AND (c.role = rung ->> 'role' OR (c.person_id = $7 AND rung ->> 'role' = $8)) AND c.called_off_on IS NULL
         AND c.committed_on > $4::date - chosen.days
      GROUP BY chosen.ladder, chosen.days, rung ->> 'role', l.limit_pence`,
    [
      ...[tx.operatorId, organisationId, `approvals.${of}`, tx.today.toString()],
      ...[JSON.stringify(usual[of].parse(undefined)), usual.window_days.parse(undefined)],
      ...[tx.actor.personId, tx.actor.role, [...schoolRoles, ...authorityRoles]],
    ],
  );
  const { ladder, days } = rows[0]!;
  const standing = rows.map(({ role, limitPence, recent }) => {
    const rung = ladder.rungs.find((one) => one.role === role)!;
    return [role, { limit: limitOf(rung, limitPence), recent }] as const;
  });
  return { ladder, days, standing: new Map(standing) };
}
