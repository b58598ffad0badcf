import { Temporal, type Tx, type Unit } from '#platform';

/** A grant and what is left of it, in minor units. */
export interface Lot {
  /** The transfer that granted it. */
  readonly id: string;
  readonly granted: bigint;
  readonly spent: bigint;
  readonly held: bigint;
  readonly available: bigint;
  /** The first day it may be spent on; null: any. */
  readonly validFrom: Temporal.PlainDate | null;
  /** The last day it may be spent on. */
  readonly expiresOn: Temporal.PlainDate | null;
  readonly priority: number;
  readonly restriction: readonly string[] | null;
  readonly code: string;
  readonly description: string | null;
  readonly grantedOn: Temporal.PlainDate;
}

type Row = Omit<Lot, 'id' | 'validFrom' | 'expiresOn' | 'grantedOn'> & {
  lotId: string | null;
  validFrom: string | null;
  expiresOn: string | null;
  countsOn: string;
};

const lotColumns = `l.lot_id, l.credits_posted AS granted, l.debits_posted AS spent, l.debits_held AS held, l.available,
            l.valid_from, l.expires_on, l.priority, l.restriction, t.code, t.description, t.counts_on`;
const lotsThatHold = `ledger.lot l JOIN ledger.transfer t ON t.operator_id = l.operator_id AND t.transfer_id = l.lot_id
         AND (l.available > 0 OR l.debits_held > 0)`;
const asSpent = 'l.priority, l.expires_on NULLS LAST, l.restriction IS NULL, l.age';

/** An account's lots that hold something, in the order in which they are spent. */
export async function lotsOf(tx: Tx, account: string): Promise<Lot[]> {
  const rows = await tx.query<Row>(
    `SELECT ${lotColumns} FROM ${lotsThatHold} WHERE l.operator_id = $1 AND l.account_id = $2 ORDER BY ${asSpent}`,
    [tx.operatorId, account],
  );
  return rows.flatMap(lotOf);
}

/** An account that keeps lots: those that hold something, in the order in which they are spent; and what was granted to it for a day. */
export interface InLots {
  readonly lots: readonly Lot[];
  /** In all lots that may be spent on the day, before anything was spent. */
  readonly granted: bigint;
}
export interface Pool extends InLots {
  readonly unit: Unit;
}

/** Every account with lots of one owner, in the order of the operator's units. */
export async function heldInLots(tx: Tx, ownerId: string, on: Temporal.PlainDate): Promise<Pool[]> {
  const rows = await tx.query<Row & { accountId: string; unit: Unit; inAll: bigint }>(
    `SELECT a.account_id, u.words AS unit, total.in_all, ${lotColumns}
       FROM ledger.account a JOIN operating_model.units u ON u.operator_id = a.operator_id AND u.code = a.unit
       CROSS JOIN LATERAL (SELECT coalesce(sum(credits_posted), 0)::bigint AS in_all FROM ledger.lot
          WHERE operator_id = $1 AND account_id = a.account_id AND (expires_on IS NULL OR expires_on >= $3) AND (valid_from IS NULL OR valid_from <= $3)) total
       LEFT JOIN (${lotsThatHold}) ON l.operator_id = $1 AND l.account_id = a.account_id
      WHERE a.operator_id = $1 AND a.owner_id = $2 AND a.lots
      ORDER BY u.position, a.account_id, ${asSpent}`,
    [tx.operatorId, ownerId, on.toString()],
  );
  return [...new Set(rows.map(({ accountId }) => accountId))].map((account) => {
    const own = rows.filter(({ accountId }) => accountId === account);
    return { unit: own[0]!.unit, granted: own[0]!.inAll, lots: own.flatMap(lotOf) };
  });
}

function lotOf(row: Row): Lot[] {
  const { lotId: id, granted, spent, held, available, priority, restriction, code, description } = row;
  const day = (text: string | null) => (text === null ? null : Temporal.PlainDate.from(text));
  return id === null
    ? []
    : [
        {
          ...{ id, granted, spent, held, available, priority, restriction, code, description },
          validFrom: day(row.validFrom),
          expiresOn: day(row.expiresOn),
          grantedOn: Temporal.PlainDate.from(row.countsOn),
        },
      ];
}

/** Whether it may be spent on a day. */
export const validOn = (lot: Pick<Lot, 'validFrom' | 'expiresOn'>, day: Temporal.PlainDate): boolean =>
  !startsAfter(lot, day) && (!lot.expiresOn || Temporal.PlainDate.compare(day, lot.expiresOn) <= 0);

/** Whether it may be spent only on days after this one. */
export const startsAfter = ({ validFrom }: Pick<Lot, 'validFrom'>, day: Temporal.PlainDate): boolean =>
  validFrom !== null && Temporal.PlainDate.compare(validFrom, day) > 0;

/** What is available in these lots, in minor units. */
export const availableIn = (lots: readonly Pick<Lot, 'available'>[]): bigint =>
  lots.reduce((sum, lot) => sum + lot.available, 0n);

/** One of the grants behind a spend, and how far from it: 0 paid directly, 1 had been passed on once, … */
export interface Grant {
  readonly transferId: string;
  readonly steps: number;
  readonly amount: bigint;
  readonly unit: string;
  readonly code: string;
  readonly description: string | null;
  readonly reference: { readonly type: string; readonly id: string };
  readonly countsOn: Temporal.PlainDate;
}

export async function trace(tx: Tx, transferId: string): Promise<Grant[]> {
  const rows = await tx.query<
    Omit<Grant, 'reference' | 'countsOn'> & { type: string; reference: string; countsOn: string }
  >(
    `WITH RECURSIVE paid AS (
       SELECT e.lot_id, e.posted + greatest(e.held, 0) AS amount, 0 AS steps
       FROM ledger.lot_entry e WHERE e.operator_id = $1 AND e.transfer_id = $2 AND e.side = 'debit'
       UNION ALL
       SELECT e.lot_id, e.posted + greatest(e.held, 0), paid.steps + 1
       FROM paid JOIN ledger.lot_entry e ON e.operator_id = $1 AND e.transfer_id = paid.lot_id AND e.side = 'debit'
     )
     SELECT paid.lot_id AS transfer_id, paid.steps, paid.amount, t.unit, t.code, t.description,
            t.reference_type AS type, t.reference_id AS reference, t.counts_on
     FROM paid JOIN ledger.transfer t ON t.operator_id = $1 AND t.transfer_id = paid.lot_id
     ORDER BY paid.steps, t.seq, paid.amount`,
    [tx.operatorId, transferId],
  );
  return rows.map(({ type, reference, countsOn, ...grant }) => ({
    ...grant,
    reference: { type, id: reference },
    countsOn: Temporal.PlainDate.from(countsOn),
  }));
}
