import { poolOf } from '#entitlements';
import { accountId } from '#ledger';
import type { Stage } from '../stage.js';

/** The days and free places that a school was granted and has not spent, and the days they are for. */
export const granted = ({ db, created, ledger }: Stage, schoolId: string) =>
  db.tx(created.staff, async (tx) => {
    const pool = (unit: 'DAY' | 'PLACE') => ledger.lots(tx, accountId(tx.operatorId, poolOf(schoolId, unit)));
    return [...(await pool('DAY')), ...(await pool('PLACE'))].map((lot) => [
      lot.granted,
      `${lot.validFrom} to ${lot.expiresOn}`,
    ]);
  });
