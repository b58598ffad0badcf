import { Injectable } from '@nestjs/common';
import { derivedId, notFound, pounds, Refusal, requireActsFor, Temporal, type Tx } from '#platform';
import { Audit } from '#identity';
import { accountId, Ledger, type Address } from '#ledger';
import { walletPositions, type Position } from './funds.queries.js';

export interface NewFund {
  readonly fundId: string;
  readonly laId: string;
  readonly title: string;
  readonly purpose: string;
  /** Pence. */
  readonly amount: bigint;
  readonly opensOn: Temporal.PlainDate;
  readonly closesOn: Temporal.PlainDate;
}

export interface NewWallet {
  readonly walletId: string;
  readonly fundId: string;
  readonly schoolId: string;
  readonly purpose: string;
  /** Pence. */
  readonly amount: bigint;
}

export interface Wallet {
  readonly walletId: string;
  readonly fundId: string;
  readonly fundTitle: string;
  readonly laId: string;
  readonly schoolId: string;
  readonly purpose: string;
  readonly expiresOn: string;
}

const walletColumns = `wallet_id AS "walletId", fund_id AS "fundId", fund_title AS "fundTitle", la_id AS "laId", school_id AS "schoolId", purpose, expires_on AS "expiresOn"`;

/**
 * An LA's budgets, the part of each earmarked for one school, and what is promised out of it. A commitment is a hold in
 * the ledger on the wallet's account, so no number of buyers can spend a penny too much.
 */
@Injectable()
export class Funds {
  constructor(
    private readonly ledger: Ledger,
    private readonly audit: Audit,
  ) {}

  /** Opens a fund with its whole amount. Refuses: `platform.forbidden`. */
  async open(tx: Tx, fund: NewFund): Promise<void> {
    requireActsFor(tx.actor, fund.laId);
    const inserted = await tx.query(
      `INSERT INTO funding.fund (operator_id, fund_id, la_id, title, purpose, amount, opens_on, closes_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (operator_id, fund_id) DO NOTHING RETURNING fund_id`,
      [
        tx.operatorId,
        fund.fundId,
        fund.laId,
        fund.title,
        fund.purpose,
        fund.amount,
        fund.opensOn.toString(),
        fund.closesOn.toString(),
      ],
    );
    if (!inserted.length) return;
    await this.ledger.open(tx, [
      { ...source(fund.laId), floor: null },
      { ...fundAccount(fund.laId, fund.fundId), name: fund.title },
    ]);
    await this.ledger.post(tx, {
      id: derivedId(fund.fundId, 'open'),
      debit: accountId(tx.operatorId, source(fund.laId)),
      credit: accountId(tx.operatorId, fundAccount(fund.laId, fund.fundId)),
      amount: fund.amount,
      code: 'fund',
      reference: { type: 'fund', id: fund.fundId },
      description: `${fund.title} opened`,
    });
    await this.audit.record(
      tx,
      'funding.open-fund',
      { type: 'fund', id: fund.fundId, organisationId: fund.laId },
      { pence: fund.amount.toString() },
    );
  }

  /**
   * Earmarks part of a fund for one school. Refuses: `platform.not-found`, `platform.forbidden`, `funding.closed`,
   * `ledger.insufficient`.
   */
  async earmark(tx: Tx, wallet: NewWallet): Promise<void> {
    const [fund] = await tx.query<{ la_id: string; title: string; closes_on: string }>(
      'SELECT la_id, title, closes_on FROM funding.fund WHERE operator_id = $1 AND fund_id = $2',
      [tx.operatorId, wallet.fundId],
    );
    if (!fund) throw notFound('fund');
    requireActsFor(tx.actor, fund.la_id);
    if (fund.closes_on < tx.today.toString())
      throw new Refusal('funding.closed', `${fund.title} has closed.`);
    const inserted = await tx.query(
      `INSERT INTO funding.wallet (operator_id, wallet_id, fund_id, la_id, school_id, fund_title, purpose, opened_on, expires_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (operator_id, wallet_id) DO NOTHING RETURNING wallet_id`,
      [
        tx.operatorId,
        wallet.walletId,
        wallet.fundId,
        fund.la_id,
        wallet.schoolId,
        fund.title,
        wallet.purpose,
        tx.today.toString(),
        fund.closes_on,
      ],
    );
    if (!inserted.length) return;
    const account = walletAccount(wallet.schoolId, wallet.walletId);
    await this.ledger.open(tx, [
      { ...account, name: fund.title },
      { ...spentAccount(fund.la_id), floor: null },
    ]);
    await this.ledger.post(tx, {
      id: derivedId(wallet.walletId, 'earmark'),
      debit: accountId(tx.operatorId, fundAccount(fund.la_id, wallet.fundId)),
      credit: accountId(tx.operatorId, account),
      amount: wallet.amount,
      code: 'earmark',
      reference: { type: 'wallet', id: wallet.walletId },
      description: `Earmarked from ${fund.title}: ${wallet.purpose}`,
    });
    await this.audit.record(
      tx,
      'funding.earmark',
      { type: 'wallet', id: wallet.walletId, organisationId: wallet.schoolId },
      { pence: wallet.amount.toString() },
    );
  }

  /** Promises part of a wallet. The same id again is a replay. Refuses: `platform.not-found`, `funding.expired`, `funding.insufficient`. */
  async commit(
    tx: Tx,
    commitment: {
      id: string;
      walletId: string;
      schoolId: string;
      amount: bigint;
      reference: { type: string; id: string };
      description: string;
    },
  ): Promise<Wallet> {
    const wallet = await this.wallet(tx, commitment.walletId);
    if (wallet.schoolId !== commitment.schoolId) throw notFound('wallet');
    if (wallet.expiresOn < tx.today.toString())
      throw new Refusal('funding.expired', `${wallet.fundTitle} closed on ${wallet.expiresOn}.`);
    await this.ledger
      .hold(tx, {
        id: commitment.id,
        debit: accountId(tx.operatorId, walletAccount(wallet.schoolId, wallet.walletId)),
        credit: accountId(tx.operatorId, spentAccount(wallet.laId)),
        amount: commitment.amount,
        code: 'commit',
        reference: commitment.reference,
        description: commitment.description,
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refusal) || error.code !== 'ledger.insufficient') throw error;
        throw new Refusal(
          'funding.insufficient',
          `There is less than ${pounds(commitment.amount)} left in ${wallet.fundTitle} for your school.`,
        );
      });
    return wallet;
  }

  /** What was promised was delivered: it is spent. */
  async spend(tx: Tx, commitmentId: string): Promise<void> {
    await this.ledger.settle(tx, { id: derivedId(commitmentId, 'spend'), hold: commitmentId });
  }

  /** What was promised was called off: the wallet has it back. */
  async release(tx: Tx, commitmentId: string): Promise<void> {
    await this.ledger.release(tx, { id: derivedId(commitmentId, 'release'), hold: commitmentId });
  }

  /** Refuses: `platform.not-found`. */
  async wallet(tx: Tx, walletId: string): Promise<Wallet> {
    const [wallet] = await tx.query<Wallet>(
      `SELECT ${walletColumns} FROM funding.wallet WHERE operator_id = $1 AND wallet_id = $2`,
      [tx.operatorId, walletId],
    );
    if (!wallet) throw notFound('wallet');
    return wallet;
  }

  /** A school's wallets, or an LA's, or one fund's, each with its money. */
  async wallets(
    tx: Tx,
    filter: { schoolId?: string; laId?: string; fundId?: string },
  ): Promise<(Wallet & Position)[]> {
    const wallets = await tx.query<Wallet>(
      `SELECT ${walletColumns} FROM funding.wallet
        WHERE operator_id = $1 AND ($2::uuid IS NULL OR school_id = $2) AND ($3::uuid IS NULL OR la_id = $3) AND ($4::uuid IS NULL OR fund_id = $4)
        ORDER BY opened_on, wallet_id`,
      [tx.operatorId, filter.schoolId ?? null, filter.laId ?? null, filter.fundId ?? null],
    );
    const account = (wallet: Wallet) =>
      accountId(tx.operatorId, walletAccount(wallet.schoolId, wallet.walletId));
    const positions = await walletPositions(tx, wallets.map(account));
    return wallets.map((wallet) => ({ ...wallet, ...positions.get(account(wallet))! }));
  }

  /** An LA's funds: the total, what is earmarked, committed, spent, and left to earmark. */
  async funds(tx: Tx, laId: string): Promise<FundPosition[]> {
    const funds = await tx.query<{
      fundId: string;
      title: string;
      purpose: string;
      amount: bigint;
      opensOn: string;
      closesOn: string;
    }>(
      `SELECT fund_id AS "fundId", title, purpose, amount, opens_on AS "opensOn", closes_on AS "closesOn" FROM funding.fund
        WHERE operator_id = $1 AND la_id = $2 ORDER BY opens_on, title`,
      [tx.operatorId, laId],
    );
    const wallets = await this.wallets(tx, { laId });
    const balances = await this.ledger.balances(
      tx,
      funds.map((fund) => accountId(tx.operatorId, fundAccount(laId, fund.fundId))),
    );
    return funds.map((fund) => {
      const left = balances.get(accountId(tx.operatorId, fundAccount(laId, fund.fundId)))!.available;
      const own = wallets.filter((wallet) => wallet.fundId === fund.fundId);
      const sum = (of: keyof Position) => own.reduce((total, wallet) => total + wallet[of], 0n);
      return {
        ...fund,
        left,
        earmarked: fund.amount - left,
        available: sum('available'),
        committed: sum('committed'),
        spent: sum('spent'),
      };
    });
  }
}

export interface FundPosition extends Position {
  readonly fundId: string;
  readonly title: string;
  readonly purpose: string;
  readonly amount: bigint;
  readonly earmarked: bigint;
  /** Not yet earmarked. */
  readonly left: bigint;
  readonly opensOn: string;
  readonly closesOn: string;
}

const source = (laId: string): Address => ({ owner: laId, unit: 'GBP', code: 'la-money' });
const fundAccount = (laId: string, fundId: string): Address => ({
  owner: laId,
  unit: 'GBP',
  code: 'fund',
  subject: fundId,
});
const spentAccount = (laId: string): Address => ({ owner: laId, unit: 'GBP', code: 'fund-spent' });
/** The school's own account, filled from the authority's fund and spent to the authority's: both see every transfer of it. */
export const walletAccount = (schoolId: string, walletId: string): Address => ({
  owner: schoolId,
  unit: 'GBP',
  code: 'wallet',
  subject: walletId,
});
