import { Injectable } from '@nestjs/common';
import { alone, insertNew, record, requireStaff, Temporal, type Tx } from '#platform';
import { ledgerChecks } from './checks.js';
import { closePeriod } from './period.repository.js';
import { refusals } from './refusals.js';
import { KeptVerification } from './verification.entity.js';

/** Transfers in one sealed batch. */
export const batchSize = 10_000;

export interface Verification {
  readonly verifiedAt: Temporal.Instant;
  /** Plain sentences; none: the books are right. */
  readonly findings: readonly string[];
}

/** The day itself, or the first whose books are open: what is of a closed day and is said later counts from then. */
export const countsFrom = (day: Temporal.PlainDate, closedUntil: Temporal.PlainDate | null) =>
  closedUntil && Temporal.PlainDate.compare(day, closedUntil) <= 0 ? closedUntil.add({ days: 1 }) : day;

/** The proof of an operator's books: which dates are open, seals, and what the last verification found. */
@Injectable()
export class Books {
  /** Closes the books up to a day, for good: nothing counts for it or earlier any more. Refuses: `platform.forbidden`, `ledger.period-open`. */
  async closeUntil(tx: Tx, day: Temporal.PlainDate): Promise<void> {
    requireStaff(tx.actor, ['administrator', 'finance']);
    if (Temporal.PlainDate.compare(day, tx.today) >= 0) throw refusals.periodOpen();
    if (!(await closePeriod(tx, day))) throw refusals.periodOpen();
    await record(
      tx,
      'ledger.close-books',
      { type: 'operator', id: tx.operatorId },
      { until: day.toString() },
    );
  }

  /** The last day of the closed books; null: every day is open. */
  async closedUntil(tx: Tx): Promise<Temporal.PlainDate | null> {
    const [row] = await tx.query<{ day: string | null }>('SELECT ledger.closed_until() AS day');
    return row!.day === null ? null : Temporal.PlainDate.from(row!.day);
  }

  /** The number behind which nothing can appear any more; asked in a transaction of its own, before `seal`. */
  async settledSeq(tx: Tx): Promise<bigint | null> {
    return (await tx.query<{ seq: bigint | null }>('SELECT ledger.settled_seq() AS seq'))[0]!.seq;
  }

  /** Seals the next batch up to a settled number; answers how many transfers it sealed, 0 when all are, or someone else is at it. */
  async seal(tx: Tx, settledSeq: bigint): Promise<number> {
    if (!(await alone(tx, 'ledger'))) return 0;
    return (
      await tx.query<{ sealed: number }>('SELECT ledger.seal($1, $2, $3) AS sealed', [
        settledSeq,
        batchSize,
        tx.now.toString(),
      ])
    )[0]!.sealed;
  }

  /** Proves the operator's books and keeps what it found. */
  async verify(tx: Tx): Promise<Verification> {
    const findings: string[] = [];
    for (const check of ledgerChecks) findings.push(...(await check.findings(tx, tx.operatorId)));
    await insertNew(tx, KeptVerification, { operatorId: tx.operatorId, verifiedAt: tx.now, findings });
    return { verifiedAt: tx.now, findings };
  }

  /** What the last verification found; null before the first. The operator's page shows findings as an alert. */
  async lastVerification(tx: Tx): Promise<Verification | null> {
    const last = await tx.em.findOne(KeptVerification, {
      where: { operatorId: tx.operatorId },
      order: { verifiedAt: 'DESC' },
    });
    return last && { verifiedAt: last.verifiedAt, findings: last.findings };
  }
}
