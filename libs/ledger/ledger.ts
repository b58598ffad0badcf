import { Injectable } from '@nestjs/common';
import { Temporal, type Tx } from '#platform';
import { accountId, type Opening } from './account.js';
import {
  encode,
  type Command,
  type Hold,
  type Post,
  type Release,
  type Reverse,
  type Settle,
} from './command.js';
import { balances, type Balance, type Moment } from './balances.queries.js';
import { lotsOf, trace, type Grant, type Lot } from './lots.queries.js';
import { refusing } from './refusals.js';
import { statement, type Statement, type StatementRequest } from './statement.queries.js';

/** What became of a command: the transfer as it was recorded, the same at every replay. */
export interface Applied {
  readonly id: string;
  readonly kind: Command['kind'];
  readonly debit: string;
  readonly credit: string;
  readonly unit: string;
  /** What moved, in minor units. */
  readonly posted: bigint;
  /** By how much the hold grew, or shrank when below zero. */
  readonly held: bigint;
  readonly countsOn: Temporal.PlainDate;
  readonly recordedAt: Temporal.Instant;
}

/**
 * Everything scarce: pounds, credits, days, places. A balance is credits minus debits; what is available is the balance
 * less what is held to go out, and never below the account's floor, however many act at once.
 */
@Injectable()
export class Ledger {
  /** Opens accounts; those that are open stay as they are. Refuses: `ledger.unknown-unit`. */
  async open(tx: Tx, accounts: readonly Opening[]): Promise<void> {
    const rows = accounts.map((account) => ({
      account_id: accountId(tx.operatorId, account),
      owner_id: account.owner,
      unit: account.unit,
      code: account.code,
      subject_id: account.subject,
      name: account.name ?? account.code,
      floor: account.floor === undefined ? '0' : (account.floor?.toString() ?? null),
      ceiling: account.ceiling?.toString() ?? null,
      lots: account.lots ?? false,
      restriction: account.restriction,
    }));
    const [asked, now] = [JSON.stringify(rows), tx.now.toString()];
    const word = tx.word(`ledger.open|${now}|${asked}`);
    await refusing(
      word
        ? tx.query('SELECT ledger.open_said($1, $2, $3)', [asked, now, word])
        : tx.query('SELECT ledger.open($1, $2)', [asked, now]),
    );
  }

  /** Closes an account to further transfers. Refuses: `ledger.unknown-account`, `ledger.not-empty`. */
  async close(tx: Tx, account: string): Promise<void> {
    await refusing(tx.query('SELECT ledger.close($1, $2)', [account, tx.now.toString()]));
  }

  /**
   * Applies a group, all or none, in one round trip. It is judged as a whole: what it grants may pay for what it takes.
   * Refuses: `ledger.unknown-account`, `.wrong-unit`, `.amount`, `.same-account`, `.closed`, `.period-closed`,
   * `.id-reused`, `.bad-id`, `.group-size`, `.insufficient`, `.over-ceiling`, `.restricted`, `.no-lots`;
   * of a hold `.unknown-hold`, `.not-held`, `.more-than-held`, `.hold-expired`;
   * of a reversal `.unknown-transfer`, `.not-reversible`, `.reversed`.
   */
  async apply(tx: Tx, commands: readonly Command[]): Promise<Applied[]> {
    if (!commands.length) return [];
    const [asked, now, { role }] = [encode(tx, commands), tx.now.toString(), tx.actor];
    // In a party's transaction the ledger takes the program's words and no others.
    const word = tx.word(`ledger.apply|${now}|${role}|${asked}`);
    const rows = await refusing(
      tx.query<Omit<Applied, 'countsOn' | 'recordedAt'> & { countsOn: string; recordedAt: Date }>(
        word ? 'SELECT * FROM ledger.apply_said($1, $2, $3, $4)' : 'SELECT * FROM ledger.apply($1, $2, $3)',
        word ? [asked, now, role, word] : [asked, now, role],
      ),
    );
    // The database answers as it goes along; the caller, in the order asked, without what had ended by itself.
    const byId = new Map(rows.map((row) => [row.id, row]));
    return commands.flatMap(({ id }) => {
      const row = byId.get(id.toLowerCase());
      if (!row) return [];
      const countsOn = Temporal.PlainDate.from(row.countsOn);
      return [
        { ...row, countsOn, recordedAt: Temporal.Instant.fromEpochMilliseconds(row.recordedAt.getTime()) },
      ];
    });
  }

  /** It happened. Refuses as `apply` does, and so do those below. */
  async post(tx: Tx, post: Post): Promise<Applied> {
    return this.one(tx, { kind: 'post', ...post });
  }

  /** It is promised: out of `debit`'s reach, and kept for `credit`. */
  async hold(tx: Tx, hold: Hold): Promise<Applied> {
    return this.one(tx, { kind: 'hold', ...hold });
  }

  /** It was delivered: what was held is posted, in whole or in part. */
  async settle(tx: Tx, settle: Settle): Promise<Applied> {
    return this.one(tx, { kind: 'settle', ...settle });
  }

  /** It was called off: what is still held is free again. */
  async release(tx: Tx, release: Release): Promise<Applied> {
    return this.one(tx, { kind: 'release', ...release });
  }

  /** It was a mistake: another transfer undoes it, to the very lots it drew from. */
  async reverse(tx: Tx, reverse: Reverse): Promise<Applied> {
    return this.one(tx, { kind: 'reverse', ...reverse });
  }

  /** By account: now, or as of a day, or as was known at an instant. Accounts not open, or not yours, are left out. */
  async balances(tx: Tx, accountIds: readonly string[], moment: Moment = {}): Promise<Map<string, Balance>> {
    return balances(tx, accountIds, moment);
  }

  /** Opening balance, entries with what caused them, closing balance; in pages. Refuses: `ledger.unknown-account`, `ledger.dates`, `ledger.bad-cursor`. */
  async statement(tx: Tx, account: string, request: StatementRequest = {}): Promise<Statement> {
    return statement(tx, account, request);
  }

  /** An account's lots that hold something, in the order in which they are spent. */
  async lots(tx: Tx, account: string): Promise<readonly Lot[]> {
    return lotsOf(tx, account);
  }

  /** The grants that paid for a spend, back through every hand they passed. */
  async trace(tx: Tx, transferId: string): Promise<Grant[]> {
    return trace(tx, transferId);
  }

  private async one(tx: Tx, command: Command): Promise<Applied> {
    return (await this.apply(tx, [command]))[0]!;
  }
}
