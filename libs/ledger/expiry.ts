import { Injectable } from '@nestjs/common';
import { derivedId, Operators, type Temporal, type Tx, type Unit } from '#platform';
import { accountId } from './account.js';
import type { Command } from './command.js';
import { Ledger } from './ledger.js';

/** Lots or holds ended in one transaction. */
const batch = 200;

interface Expired {
  lot_id: string;
  account_id: string;
  unit: Unit;
  available: bigint;
  spent: bigint;
}

/** What ends by itself, at the operator's own date. Each verb does a batch and says how many; 0 when nothing is due. */
@Injectable()
export class Expiry {
  constructor(
    private readonly ledger: Ledger,
    private readonly operators: Operators,
  ) {}

  /**
   * Posts what is left of lots past their last day to the operator's `expired` account of that unit. Holds on such lots
   * follow the operator's setting `ledger.expired_holds`: `honoured` (the default: they may still be settled, and what is
   * released expires then) or `released`.
   */
  async expireLots(tx: Tx): Promise<number> {
    const { settings } = await this.operators.current(tx);
    const released =
      settings['ledger.expired_holds'] === 'released' ? await this.releaseHoldsOnExpiredLots(tx) : 0;
    const lots = await tx.query<Expired>(
      `SELECT l.lot_id, l.account_id, a.unit, l.available, l.debits_posted AS spent FROM ledger.lot l JOIN ledger.account a USING (operator_id, account_id)
       WHERE l.operator_id = $1 AND l.expires_on < $2 AND l.available > 0 ORDER BY l.expires_on, l.lot_id LIMIT ${batch}`,
      [tx.operatorId, tx.today.toString()],
    );
    const expired = (unit: Unit) => ({ owner: null, unit, code: 'expired' });
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
        id: derivedId(lot.lot_id, `expired after ${lot.spent}`),
        debit: lot.account_id,
        credit: accountId(tx.operatorId, expired(lot.unit)),
        amount: lot.available,
        fromLot: lot.lot_id,
        code: 'expire',
        reference: { type: 'lot', id: lot.lot_id },
        description: 'Expired unspent',
      })),
    );
    return lots.length + released;
  }

  /** Ends holds whose time has passed. */
  async lapseHolds(tx: Tx): Promise<number> {
    return this.lapse(
      tx,
      await tx.query<{ hold_id: string }>(
        'SELECT hold_id FROM ledger.hold WHERE operator_id = $1 AND remaining > 0 AND expires_at <= $2 ORDER BY expires_at, hold_id LIMIT $3',
        [tx.operatorId, tx.now.toString(), batch],
      ),
    );
  }

  /**
   * Carries what is left of an account's lots that end by `endingBy` over into one lot with a new last day, up to `cap`
   * altogether; the rest is left to expire. `id` makes it happen once. Answers how much was carried.
   */
  async carryOver(
    tx: Tx,
    carry: {
      id: string;
      account: string;
      endingBy: Temporal.PlainDate;
      cap: bigint;
      expiresOn: Temporal.PlainDate;
    },
  ): Promise<bigint> {
    const [before] = await tx.query<{ posted: bigint }>(
      'SELECT posted FROM ledger.transfer WHERE operator_id = $1 AND transfer_id = $2',
      [tx.operatorId, carry.id],
    );
    if (before) return before.posted;
    const lots = await tx.query<Expired>(
      `SELECT l.lot_id, l.account_id, a.unit, l.available, l.debits_posted AS spent FROM ledger.lot l JOIN ledger.account a USING (operator_id, account_id)
       WHERE l.operator_id = $1 AND l.account_id = $2 AND l.expires_on <= $3 AND l.available > 0 ORDER BY l.priority, l.expires_on, l.age`,
      [tx.operatorId, carry.account, carry.endingBy.toString()],
    );
    if (!lots.length) return 0n;
    const carried = { owner: null, unit: lots[0]!.unit, code: 'carried-over' };
    await this.ledger.open(tx, [{ ...carried, floor: null, name: 'Carried over' }]);
    const through = accountId(tx.operatorId, carried);
    const common = {
      code: 'carry-over',
      reference: { type: 'carry-over', id: carry.id },
      description: 'Carried over',
    };
    let room = carry.cap;
    const out = lots.flatMap((lot): Command[] => {
      const amount = lot.available < room ? lot.available : room;
      if (amount <= 0n) return [];
      room -= amount;
      return [
        {
          ...common,
          kind: 'post',
          id: derivedId(carry.id, lot.lot_id),
          debit: carry.account,
          credit: through,
          amount,
          fromLot: lot.lot_id,
        },
      ];
    });
    const amount = carry.cap - room;
    if (amount <= 0n) return 0n;
    await this.ledger.apply(tx, [
      ...out,
      {
        ...common,
        kind: 'post',
        id: carry.id,
        debit: through,
        credit: carry.account,
        amount,
        lot: { expiresOn: carry.expiresOn },
      },
    ]);
    return amount;
  }

  private async releaseHoldsOnExpiredLots(tx: Tx): Promise<number> {
    return this.lapse(
      tx,
      await tx.query<{ hold_id: string }>(
        `SELECT h.hold_id FROM ledger.hold h WHERE h.operator_id = $1 AND h.remaining > 0 AND EXISTS (
         SELECT FROM ledger.lot_entry e JOIN ledger.lot l USING (operator_id, lot_id)
         WHERE e.operator_id = h.operator_id AND e.hold_id = h.hold_id AND e.side = 'debit' AND l.expires_on < $2 AND l.debits_held > 0
         GROUP BY l.lot_id HAVING sum(e.held) > 0)
       ORDER BY h.hold_id LIMIT $3`,
        [tx.operatorId, tx.today.toString(), batch],
      ),
    );
  }

  private async lapse(tx: Tx, holds: { hold_id: string }[]): Promise<number> {
    await this.ledger.apply(
      tx,
      holds.map(({ hold_id }): Command => ({
        kind: 'lapse',
        id: derivedId(hold_id, 'lapsed'),
        hold: hold_id,
      })),
    );
    return holds.length;
  }
}
