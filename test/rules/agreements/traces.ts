import { poolOf } from '#catalogue';
import { Audit } from '#identity';
import { accountId } from '#ledger';
import type { Actor } from '#platform';
import type { Stage } from '../stage.js';

/** What someone reads of what was done to a thing: the verbs, oldest first; the operator's staff unless it is said who. */
export const journal = (stage: Stage, type: string, id: string, actor: Actor = stage.created.staff) =>
  stage.db.tx(actor, async (tx) => (await new Audit().of(tx, { type, id })).map(({ verb }) => verb));

/** The events that were announced of one thing. */
export const announced = (stage: Stage, entityId: string) =>
  stage.db.systemTx('a test looks at what was announced', async (tx) => {
    const rows = await tx.query<{ type: string }>(
      'SELECT type FROM platform.outbox WHERE entity_id = $1 ORDER BY written_at',
      [entityId],
    );
    return rows.map(({ type }) => type);
  });

/** The days and free places that a school was granted and has not spent, and the days they are for. */
export const granted = ({ db, created, ledger }: Stage, schoolId: string) =>
  db.tx(created.staff, async (tx) => {
    const pool = (unit: 'DAY' | 'PLACE') => ledger.lots(tx, accountId(tx.operatorId, poolOf(schoolId, unit)));
    return [...(await pool('DAY')), ...(await pool('PLACE'))].map((lot) => [
      lot.granted,
      `${lot.validFrom} to ${lot.expiresOn}`,
    ]);
  });

/** Until another transaction stands before a lock of one that is open. */
export async function someoneWaits({ db }: Stage): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    const rows = await db.systemTx('who waits for a lock', (tx) =>
      tx.query(
        'SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()',
      ),
    );
    if (rows.length) return;
  }
  throw new Error('Nobody waits');
}
