import { Injectable } from '@nestjs/common';
import { derivedId, oneAtATime, Temporal, type Tx, recordAll } from '#platform';
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

/** A lot past its last day that still holds something, or a hold that ends with it or whose own time has passed. */
export interface Past {
  readonly id: string;
  readonly kind: 'hold' | 'lot';
}

interface Expired {
  lotId: string;
  accountId: string;
  ownerId: string | null;
  unit: string;
  available: bigint;
  spent: bigint;
  countsOn: string;
}

/** Of a hold `h`: it is on a lot whose last day is before $2. */
const onLotPast = `EXISTS (
  SELECT FROM ledger.lot_entry e JOIN ledger.lot l USING (operator_id, lot_id)
   WHERE e.operator_id = h.operator_id AND e.hold_id = h.hold_id AND e.side = 'debit' AND l.expires_on < $2 AND l.debits_held > 0
   GROUP BY l.lot_id HAVING sum(e.held) > 0)`;

/** What ends by itself, at the operator's own date. What is past is named first, so that each may be ended alone. */
@Injectable()
export class Expiry {
  constructor(private readonly ledger: Ledger) {}

  /** A batch of lots past their last day, those longest first; before them the holds on such that go with them. */
  async lotsPast(tx: Tx, holds: HoldsOnExpiredLots, except: readonly string[] = []): Promise<Past[]> {
    return tx.query<Past>(
      `SELECT id, kind FROM (
         SELECT h.hold_id AS id, 'hold' AS kind, NULL::date AS expires_on FROM ledger.hold h
          WHERE $3 = 'released' AND h.operator_id = $1 AND h.remaining > 0 AND ${onLotPast}
         UNION ALL
         SELECT l.lot_id, 'lot', l.expires_on FROM ledger.lot l WHERE l.operator_id = $1 AND l.expires_on < $2 AND l.available > 0) past
       WHERE id <> ALL ($4) ORDER BY kind, expires_on, id LIMIT ${batch}`,
      [tx.operatorId, tx.today.toString(), holds, except],
    );
  }

  /** A batch of holds whose own time has passed. */
  async holdsPast(tx: Tx, except: readonly string[] = []): Promise<Past[]> {
    return tx.query<Past>(
      `SELECT hold_id AS id, 'hold' AS kind FROM ledger.hold WHERE operator_id = $1 AND remaining > 0 AND expires_at <= $2 AND hold_id <> ALL ($3)
        ORDER BY expires_at, hold_id LIMIT ${batch}`,
      [tx.operatorId, tx.now.toString(), except],
    );
  }

  /**
   * Ends them, all or none; one that has ended meanwhile, or is not past, stays as it is. A hold is free again, what is left of
   * a lot is posted to the operator's `expired` account of that unit. Refuses as `Ledger.apply`.
   */
  async end(tx: Tx, past: readonly Past[]): Promise<void> {
    const ids = (of: Past['kind']) => past.flatMap(({ id, kind }) => (kind === of ? [id] : []));
    await oneAtATime(tx, `what ends by itself of ${tx.operatorId}`);
    await this.lapse(tx, ids('hold'));
    await this.expire(tx, ids('lot'));
  }

  private async expire(tx: Tx, ids: readonly string[]): Promise<void> {
    // It counts for the day after its last, however late this runs; never before what last moved it, nor for a closed day.
    const lots = await tx.query<Expired>(
      `SELECT l.lot_id, l.account_id, l.owner_id, a.unit, l.available, l.debits_posted AS spent,
              greatest(l.expires_on + 1, ledger.closed_until() + 1, (SELECT max(t.counts_on) FROM ledger.lot_entry e
                JOIN ledger.transfer t USING (operator_id, transfer_id) WHERE e.operator_id = l.operator_id AND e.lot_id = l.lot_id)) AS counts_on
         FROM ledger.lot l JOIN ledger.account a USING (operator_id, account_id)
        WHERE l.operator_id = $1 AND l.expires_on < $2 AND l.lot_id = ANY ($3) AND l.available > 0
        ORDER BY l.expires_on, l.lot_id`,
      [tx.operatorId, tx.today.toString(), ids],
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
        countsOn: Temporal.PlainDate.from(lot.countsOn),
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
  }

  private async lapse(tx: Tx, ids: readonly string[]): Promise<void> {
    const holds = await tx.query<{ holdId: string; debitOwnerId: string | null }>(
      `SELECT hold_id, debit_owner_id FROM ledger.hold h
        WHERE operator_id = $1 AND remaining > 0 AND hold_id = ANY ($3) AND (expires_at <= $4 OR ${onLotPast})
        ORDER BY expires_at, hold_id`,
      [tx.operatorId, tx.today.toString(), ids, tx.now.toString()],
    );
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
  }
}
