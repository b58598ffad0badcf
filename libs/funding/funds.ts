import { Injectable } from '@nestjs/common';
import {
  askedBefore,
  askedOtherwise,
  authorityRoles,
  derivedId,
  insertNew,
  mustSay,
  notFound,
  oneAtATime,
  pounds,
  refuseAs,
  Refusal,
  requireActsFor,
  requireStaff,
  sameAgain,
  shortDate,
  Temporal,
  type Tx,
  record,
} from '#platform';
import { OperatingModel } from '#operating-model';
import { Limits, Parties, requireNoPart } from '#identity';
import { accountId, Ledger } from '#ledger';
import { Fund, Wallet, type NewFund, type NewWallet } from './fund.entity.js';
import { earmarking, fundAccount, opening, source, spentAccount, walletAccount } from './accounts.js';
import {
  fundRows,
  openEarmarks,
  walletRows,
  type FundFilter,
  type Position,
  type Slice,
  type WalletFilter,
  type WalletRow,
} from './funds.queries.js';
import { amountAllowed, asOf, datesAllowed, earmarksAllowed, isOpen } from './rules.js';
import { texts } from './texts.js';

/**
 * An LA's budgets, the part of each earmarked for one school, and what is promised out of it. A commitment is a hold in
 * the ledger on the wallet's account, so no number of buyers can spend a penny too much.
 */
@Injectable()
export class Funds {
  constructor(
    private readonly ledger: Ledger,
    private readonly parties: Parties,
    private readonly model: OperatingModel,
    private readonly limits: Limits,
  ) {}

  /**
   * Whether this fund may be opened: by the people or a key of an authority, or the operator's own staff, in the
   * operator's limits. Refuses: `platform.forbidden`, `funding.not-an-authority`, `funding.amount`, `funding.dates`.
   */
  async mayOpen(tx: Tx, fund: NewFund): Promise<void> {
    this.requireFunder(tx, fund.laId);
    await this.requireCommissioner(tx, fund.laId);
    const { most_pence, longest_days } = (await this.model.on(tx)).funding;
    amountAllowed(fund.amount, BigInt(most_pence));
    datesAllowed(fund, tx.today, longest_days);
  }

  /** Opens a fund with its whole amount. The caller's id makes a second click a replay. Refuses: `funding.id-reused`, `funding.title`, `funding.purpose`, and as `mayOpen`. */
  async open(tx: Tx, fund: NewFund): Promise<void> {
    this.requireFunder(tx, fund.laId);
    const { fundId, ...content } = fund;
    if (await askedBefore(tx, Fund, { fundId }, content, idReused)) return;
    mustSay(fund.title, texts.title);
    mustSay(fund.purpose, texts.purpose);
    await this.mayOpen(tx, fund);
    await tx.say('fund', [fund.fundId, fund.laId, fund.amount]);
    const opened = await insertNew(tx, Fund, {
      ...fund,
      operatorId: tx.operatorId,
      opensOn: fund.opensOn.toString(),
      closesOn: fund.closesOn.toString(),
    });
    if (!opened) throw askedOtherwise(idReused);
    await this.ledger.open(tx, [
      { ...source(fund.laId), floor: null },
      { ...fundAccount(fund.laId, fund.fundId), name: fund.title },
    ]);
    await this.ledger.post(tx, opening(tx.operatorId, fund));
    await record(
      tx,
      'funding.open-fund',
      { type: 'fund', id: fund.fundId, organisationId: fund.laId },
      { pence: fund.amount.toString() },
    );
  }

  /**
   * Whether this may be earmarked: an amount that is left, for a member school of the fund's own authority, while the
   * fund is open. Refuses: `platform.not-found`, `platform.forbidden`, `funding.not-an-authority`, `funding.amount`, `funding.not-a-member`, `identity.own-part`,
   * `funding.not-open`, `funding.closed`, `funding.open-earmarks`, `funding.insufficient`, `identity.above-limit`.
   */
  async mayEarmark(tx: Tx, wallet: Omit<NewWallet, 'walletId' | 'purpose'>): Promise<Fund> {
    const [fund] = await fundRows(tx, { fundId: wallet.fundId }, {});
    if (!fund) throw notFound('fund');
    this.requireFunder(tx, fund.laId);
    await this.requireCommissioner(tx, fund.laId);
    isOpen(fund, tx.today);
    amountAllowed(wallet.amount);
    await this.requireMember(tx, fund.laId, wallet.schoolId);
    await requireNoPart(tx, wallet.schoolId);
    const most = (await this.model.on(tx)).funding.open_earmarks;
    earmarksAllowed(await openEarmarks(tx, fund.laId, wallet.schoolId), most);
    const left = (await this.left(tx, [fund])).get(fund.fundId)!;
    if (wallet.amount > left)
      throw new Refusal('funding.insufficient', `There is ${pounds(left)} left to earmark in this fund.`);
    if (await this.limited(tx)) await this.limits.check(tx, fund.laId, wallet.amount, 'authority');
    return fund;
  }

  /** Earmarks part of a fund for one school, within the limit of whoever the operator's ladder gives one. The caller's id makes a second click a replay. Refuses: `funding.id-reused`, `funding.purpose`, and as `mayEarmark`. */
  async earmark(tx: Tx, wallet: NewWallet): Promise<void> {
    const { walletId, amount, ...content } = wallet;
    const earlier = await askedBefore(tx, Wallet, { walletId }, content, idReused);
    if (earlier) {
      this.requireFunder(tx, earlier.laId);
      const [{ available, committed, spent }] = (await walletRows(tx, { walletId }, {})) as [WalletMoney];
      sameAgain({ amount: available + committed + spent }, { amount }, idReused);
      return;
    }
    // Of two who earmark for one school at once the second counts the first.
    await oneAtATime(tx, derivedId(wallet.schoolId, 'earmarks'));
    const fund = await this.mayEarmark(tx, wallet);
    mustSay(wallet.purpose, texts.earmarked);
    await tx.say('wallet', [wallet.walletId, wallet.fundId, wallet.schoolId, fund.closesOn]);
    const earmarked = await insertNew(tx, Wallet, {
      ...wallet,
      operatorId: tx.operatorId,
      laId: fund.laId,
      fundTitle: fund.title,
      openedOn: tx.today.toString(),
      expiresOn: fund.closesOn,
    });
    if (!earmarked) throw askedOtherwise(idReused);
    if (await this.limited(tx))
      await this.limits.commit(tx, {
        organisationId: fund.laId,
        pence: wallet.amount,
        subject: { type: 'wallet', id: wallet.walletId },
        ladder: 'authority',
      });
    await this.ledger.open(tx, [
      { ...walletAccount(wallet.schoolId, wallet.walletId), name: fund.title },
      { ...spentAccount(fund.laId), floor: null },
    ]);
    await this.ledger
      .post(tx, earmarking(tx.operatorId, fund, wallet))
      .catch(insufficient(`There is less than ${pounds(wallet.amount)} left to earmark in this fund.`));
    await record(
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
  ): Promise<WalletRow> {
    const wallet = await this.wallet(tx, commitment.walletId);
    if (wallet.schoolId !== commitment.schoolId) throw notFound('wallet');
    if (wallet.expiresOn < tx.today.toString())
      throw new Refusal('funding.expired', `${wallet.fundTitle} closed on ${shortDate(wallet.expiresOn)}.`);
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
      .catch(
        insufficient(
          `There is less than ${pounds(commitment.amount)} left in ${wallet.fundTitle} for your school.`,
        ),
      );
    return wallet;
  }

  /** What was promised was delivered: it is spent. Refuses: `ledger.unknown-hold`, `ledger.not-held`. */
  async spend(tx: Tx, commitmentId: string): Promise<void> {
    await this.ledger.settle(tx, { id: derivedId(commitmentId, 'spend'), hold: commitmentId });
  }

  /** What was promised was called off: the wallet has it back. Refuses: `ledger.unknown-hold`, `ledger.not-held`. */
  async release(tx: Tx, commitmentId: string): Promise<void> {
    await this.ledger.release(tx, { id: derivedId(commitmentId, 'release'), hold: commitmentId });
  }

  /** One wallet with its money. Refuses: `platform.not-found`. */
  async wallet(tx: Tx, walletId: string): Promise<WalletRow & Position> {
    const [wallet] = await walletRows(tx, { walletId }, {});
    if (!wallet) throw notFound('wallet');
    return asOf(wallet, wallet.expiresOn, tx.today);
  }

  /** A school's wallets, or an LA's, or one fund's, the latest first, each with its money and how many there are. */
  async wallets(
    tx: Tx,
    filter: WalletFilter,
    slice: Slice = {},
  ): Promise<(WalletRow & Position & { total: number })[]> {
    return (await walletRows(tx, filter, slice)).map((wallet) => asOf(wallet, wallet.expiresOn, tx.today));
  }

  /** One fund. Refuses: `platform.not-found`. */
  async fund(tx: Tx, fundId: string): Promise<FundPosition> {
    const [fund] = await this.funds(tx, { fundId });
    if (!fund) throw notFound('fund');
    return fund;
  }

  /** Funds in sight, the last to close first: the total, what is earmarked, committed, spent, and left to earmark. */
  async funds(tx: Tx, filter: FundFilter, slice: Slice = {}): Promise<(FundPosition & { total: number })[]> {
    const funds = await fundRows(tx, filter, slice);
    const left = await this.left(tx, funds);
    return funds.map((fund) => {
      const free = left.get(fund.fundId)!;
      const position = asOf(fund, fund.closesOn, tx.today);
      const closed = fund.closesOn < tx.today.toString();
      return {
        ...position,
        earmarked: fund.amount - free,
        left: closed ? 0n : free,
        unspent: position.unspent + (closed ? free : 0n),
      };
    });
  }

  private async left(tx: Tx, funds: readonly Pick<Fund, 'fundId' | 'laId'>[]): Promise<Map<string, bigint>> {
    const account = ({ laId, fundId }: Pick<Fund, 'fundId' | 'laId'>) =>
      accountId(tx.operatorId, fundAccount(laId, fundId));
    const balances = await this.ledger.balances(tx, funds.map(account));
    return new Map(funds.map((fund) => [fund.fundId, balances.get(account(fund))!.available]));
  }

  /** Whose word on an authority's money has a limit: a commissioner on no rung has none, staff act for everyone. */
  private async limited(tx: Tx): Promise<boolean> {
    const { scope, role } = tx.actor;
    if (scope !== 'party' || role !== 'commissioner') return scope === 'party';
    return (await this.limits.ladders(tx)).authority.rungs.some((rung) => rung.role === role);
  }

  private requireFunder(tx: Tx, laId: string): void {
    if (tx.actor.scope === 'operator') requireStaff(tx.actor, ['administrator', 'finance']);
    else requireActsFor(tx.actor, laId, authorityRoles);
  }

  private async requireCommissioner(tx: Tx, laId: string): Promise<void> {
    const { commissioner, leftOn } = await this.parties.find(tx, laId);
    if (!commissioner || (leftOn && Temporal.PlainDate.compare(leftOn, tx.today) < 0))
      throw new Refusal(
        'funding.not-an-authority',
        'Only an authority that commissions here opens a fund or earmarks its money.',
        'forbidden',
      );
  }

  private async requireMember(tx: Tx, laId: string, schoolId: string): Promise<void> {
    const members = await this.parties.memberSchools(tx, laId);
    if (!members.some((school) => school.organisationId === schoolId))
      throw new Refusal(
        'funding.not-a-member',
        'Money is earmarked for schools of the authority that are members here.',
        'invalid',
      );
  }
}

const idReused = 'funding.id-reused';
type WalletMoney = Awaited<ReturnType<typeof walletRows>>[number];

/** The ledger's floor, said of a fund. */
const insufficient = (sentence: string) =>
  refuseAs({ 'ledger.insufficient': () => new Refusal('funding.insufficient', sentence) });

export interface FundPosition extends Fund, Position {
  readonly earmarked: bigint;
  /** Not yet earmarked. */
  readonly left: bigint;
}
