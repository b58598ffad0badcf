import { Injectable } from '@nestjs/common';
import { derivedId, type Tx, recordAll } from '#platform';
import { accountId } from './account.js';
import { lapse, type Command } from './command.js';
import { Ledger } from './ledger.js';

/** Lots or holds ended in one transaction. */
const batch = 200;

/**
 * What becomes of holds on lots past their last day, as the operator's setting `ledger.expired_holds` says: they may
 * still be settled, and what is released expires then; or they end with their lot.
 */
export type HoldsOnExpiredLots = 'honoured' | 'released';

interface Expired {
  lotId: string;
  accountId: string;
  ownerId: string | null;
  unit: string;
  available: bigint;
  spent: bigint;
}

interface Lapsing {
  holdId: string;
  debitOwnerId: string | null;
}

/** What ends by itself, at the operator's own date. Each verb does a batch and says how many; 0 when nothing is due. */
@Injectable()
export class Expiry {
  constructor(private readonly ledger: Ledger) {}

  /** Posts what is left of lots past their last day to the operator's `expired` account of that unit. */
  async expireLots(tx: Tx, holds: HoldsOnExpiredLots): Promise<number> {
    const released = holds === 'released' ? await this.releaseHoldsOnExpiredLots(tx) : 0;
    const lots = await tx.query<Expired>(
      `SELECT l.lot_id, l.account_id, l.owner_id, a.unit, l.available, l.debits_posted AS spent FROM ledger.lot l JOIN ledger.account a USING (operator_id, account_id)
       WHERE l.operator_id = $1 AND l.expires_on < $2 AND l.available > 0 ORDER BY l.expires_on, l.lot_id LIMIT ${batch}`,
      [tx.operatorId, tx.today.toString()],
    );
    const expired = (unit: string) => ({ owner: null, unit, code: 'expired' });
    await this.ledger.open(
      tx,
      [...new Set(lots.map((lot) => lot.unit))].map((unit) => ({
        ...expired(unit),
        floor: null,
        name: 'Expired',
      })),
    );
    await this.ledger.apply(
      tx,
      lots.map((lot): Command => ({
        kind: 'post',
        // Whatever is released later expires later: the same state of a lot expires once.
        id: derivedId(lot.lotId, `expired after ${lot.spent}`),
        debit: lot.accountId,
        credit: accountId(tx.operatorId, expired(lot.unit)),
        amount: lot.available,
        fromLot: lot.lotId,
        code: 'expire',
        reference: { type: 'lot', id: lot.lotId },
        description: 'Expired unspent',
      })),
    );
    await recordAll(
      tx,
      'ledger.expire',
      lots.map((lot) => ({
        type: 'lot',
        id: lot.lotId,
        organisationId: lot.ownerId,
        details: { unit: lot.unit, amount: lot.available.toString() },
      })),
    );
    return lots.length + released;
  }

  /** Ends holds whose time has passed. */
  async lapseHolds(tx: Tx): Promise<number> {
    return this.lapse(
      tx,
      await tx.query<Lapsing>(
        'SELECT hold_id, debit_owner_id FROM ledger.hold WHERE operator_id = $1 AND remaining > 0 AND expires_at <= $2 ORDER BY expires_at, hold_id LIMIT $3',
        [tx.operatorId, tx.now.toString(), batch],
      ),
    );
  }

  private async releaseHoldsOnExpiredLots(tx: Tx): Promise<number> {
    return this.lapse(
      tx,
      await tx.query<Lapsing>(
        `SELECT h.hold_id, h.debit_owner_id FROM ledger.hold h WHERE h.operator_id = $1 AND h.remaining > 0 AND EXISTS (
         SELECT FROM ledger.lot_entry e JOIN ledger.lot l USING (operator_id, lot_id)
         WHERE e.operator_id = h.operator_id AND e.hold_id = h.hold_id AND e.side = 'debit' AND l.expires_on < $2 AND l.debits_held > 0
         GROUP BY l.lot_id HAVING sum(e.held) > 0)
       ORDER BY h.hold_id LIMIT $3`,
        [tx.operatorId, tx.today.toString(), batch],
      ),
    );
  }

  private async lapse(tx: Tx, holds: Lapsing[]): Promise<number> {
    await this.ledger.apply(
      tx,
      holds.map(({ holdId }) => lapse(holdId)),
    );
    await recordAll(
      tx,
      'ledger.lapse',
      holds.map(({ holdId, debitOwnerId }) => ({
        type: 'hold',
        id: holdId,
        organisationId: debitOwnerId,
      })),
    );
    return holds.length;
  }
}
