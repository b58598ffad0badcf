import type { Command } from './command.js';

/**
 * The ledger again, in memory and without a thought for speed or company: what the property tests hold the real one to.
 * It answers a group with the refusal's code, or with what was posted and held by each transfer.
 */
export interface ModelAccount {
  readonly id: string;
  readonly unit: string;
  readonly floor: bigint | null;
  readonly ceiling: bigint | null;
  readonly lots: boolean;
  readonly restriction: readonly string[] | null;
  posted: bigint;
  heldOut: bigint;
  heldIn: bigint;
}
interface ModelLot {
  id: string;
  account: string;
  priority: number;
  validFrom: string | null;
  expiresOn: string | null;
  restriction: readonly string[] | null;
  age: number;
  available: bigint;
  held: bigint;
}
interface Part {
  lot: string;
  amount: bigint;
}
interface ModelTransfer {
  id: string;
  kind: string;
  debit: string;
  credit: string;
  posted: bigint;
  held: bigint;
  input: string;
  out: Part[];
  in: Part[];
}
interface ModelHold extends Pick<ModelTransfer, 'debit' | 'credit' | 'out' | 'in'> {
  remaining: bigint;
  expiresAt: string | null;
  lapsed: boolean;
}
export type Answer = string | { id: string; posted: bigint; held: bigint }[];

class No extends Error {}
const no = (code: string): never => {
  throw new No(`ledger.${code}`);
};

export class Model {
  accounts = new Map<string, ModelAccount>();
  lots = new Map<string, ModelLot>();
  transfers = new Map<string, ModelTransfer>();
  holds = new Map<string, ModelHold>();
  reversed = new Set<string>();
  private age = 0;

  /** All or nothing: works on a copy, and keeps it when nothing objects. */
  apply(commands: readonly Command[], today: string, now: string): Answer {
    const copy = structuredClone({ accounts: this.accounts, lots: this.lots, holds: this.holds });
    const reversed = new Set(this.reversed);
    const made: ModelTransfer[] = [];
    try {
      return this.group(commands, today, now, made);
    } catch (error) {
      if (!(error instanceof No)) throw error;
      ({ accounts: this.accounts, lots: this.lots, holds: this.holds } = copy);
      this.reversed = reversed;
      for (const { id } of made) this.transfers.delete(id);
      return error.message;
    }
  }

  private group(commands: readonly Command[], today: string, now: string, made: ModelTransfer[]): Answer {
    for (const command of commands)
      if ('amount' in command && command.amount !== undefined && command.amount <= 0n) no('amount');
    const input = (command: Command) =>
      JSON.stringify(command, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    for (const command of commands)
      if (this.transfers.has(command.id) && this.transfers.get(command.id)!.input !== input(command))
        no('id-reused');
    const fresh = commands.filter((command) => !this.transfers.has(command.id));
    for (const command of fresh) if (command.kind === 'post' || command.kind === 'hold') this.object(command);

    const add = (transfer: ModelTransfer) => {
      this.transfers.set(transfer.id, transfer);
      made.push(transfer);
    };
    for (const c of fresh) {
      if (c.kind !== 'post' && c.kind !== 'hold') continue;
      const credit = this.accounts.get(c.credit)!;
      const transfer: ModelTransfer = {
        id: c.id,
        kind: c.kind,
        debit: c.debit,
        credit: c.credit,
        posted: c.kind === 'post' ? c.amount : 0n,
        held: c.kind === 'hold' ? c.amount : 0n,
        input: input(c),
        out: [],
        in: credit.lots ? [{ lot: c.id, amount: c.amount }] : [],
      };
      if (credit.lots) {
        this.lots.set(c.id, {
          id: c.id,
          account: c.credit,
          priority: c.lot?.priority ?? 0,
          validFrom: c.lot?.validFrom?.toString() ?? null,
          expiresOn: c.lot?.expiresOn?.toString() ?? null,
          restriction: c.lot?.restriction ?? null,
          age: this.age++,
          available: c.kind === 'post' ? c.amount : 0n,
          held: 0n,
        });
      }
      if (c.kind === 'hold')
        this.holds.set(c.id, {
          debit: c.debit,
          credit: c.credit,
          remaining: c.amount,
          expiresAt: c.expiresAt?.toString() ?? null,
          lapsed: false,
          out: [],
          in: transfer.in.map((part) => ({ ...part })),
        });
      add(transfer);
    }
    for (const c of fresh) {
      if (c.kind === 'post' || c.kind === 'hold') {
        if (this.accounts.get(c.debit)!.lots) this.draw(c, today);
      } else if (c.kind === 'reverse') this.reverse(c, input(c), add);
      else this.finish(c, input(c), now, add);
    }
    for (const { debit, credit, posted, held } of made) {
      const [d, k] = [this.accounts.get(debit)!, this.accounts.get(credit)!];
      d.posted -= posted;
      d.heldOut += held;
      k.posted += posted;
      k.heldIn += held;
    }
    for (const id of [...new Set(made.flatMap(({ debit, credit }) => [debit, credit]))].sort()) {
      const account = this.accounts.get(id)!;
      if (account.ceiling !== null && account.posted + account.heldIn > account.ceiling) no('over-ceiling');
      if (account.floor !== null && account.posted - account.heldOut < account.floor) no('insufficient');
    }
    return commands.flatMap(({ id }) => {
      const transfer = this.transfers.get(id);
      return transfer ? [{ id, posted: transfer.posted, held: transfer.held }] : [];
    });
  }

  private object(c: Extract<Command, { kind: 'post' | 'hold' }>): void {
    const [debit, credit] = [this.accounts.get(c.debit), this.accounts.get(c.credit)];
    if (!debit || !credit) return no('unknown-account');
    if (debit === credit) no('same-account');
    if (debit.unit !== credit.unit) no('wrong-unit');
    if (debit.restriction && !(c.purpose && debit.restriction.includes(c.purpose))) no('restricted');
    if ((c.lot && !credit.lots) || (c.fromLot && !debit.lots)) no('no-lots');
  }

  private draw(c: Extract<Command, { kind: 'post' | 'hold' }>, today: string): void {
    const day = (c.usedOn ?? c.countsOn)?.toString() ?? today;
    const ordered = [...this.lots.values()]
      .filter((lot) => lot.account === c.debit && lot.available > 0n)
      .sort(
        (a, b) =>
          a.priority - b.priority ||
          (a.expiresOn ?? '9').localeCompare(b.expiresOn ?? '9') ||
          Number(!a.restriction) - Number(!b.restriction) ||
          a.age - b.age,
      );
    const alive = ordered.filter(
      (lot) =>
        (lot.expiresOn === null || lot.expiresOn >= day) && (lot.validFrom === null || lot.validFrom <= day),
    );
    const usable = c.fromLot
      ? ordered.filter((lot) => lot.id === c.fromLot)
      : alive.filter((lot) => !lot.restriction || (c.purpose && lot.restriction.includes(c.purpose)));
    const sum = (list: ModelLot[]) => list.reduce((total, lot) => total + lot.available, 0n);
    if (sum(usable) < c.amount) no(!c.fromLot && sum(alive) >= c.amount ? 'restricted' : 'insufficient');
    let rest = c.amount;
    const parts: Part[] = [];
    for (const lot of usable) {
      if (rest === 0n) break;
      const amount = lot.available < rest ? lot.available : rest;
      rest -= amount;
      lot.available -= amount;
      if (c.kind === 'hold') lot.held += amount;
      parts.push({ lot: lot.id, amount });
    }
    this.transfers.get(c.id)!.out = parts;
    if (c.kind === 'hold') this.holds.get(c.id)!.out = parts.map((part) => ({ ...part }));
  }

  private finish(
    c: Extract<Command, { kind: 'settle' | 'release' | 'lapse' }>,
    input: string,
    now: string,
    add: (transfer: ModelTransfer) => void,
  ): void {
    const hold = this.holds.get(c.hold) ?? no('unknown-hold');
    if (hold.remaining === 0n) return c.unlessLapsed && hold.lapsed ? undefined : no('not-held');
    if (c.kind === 'settle' && hold.expiresAt && hold.expiresAt <= now) no('hold-expired');
    const settled = c.kind === 'settle' ? (c.amount ?? hold.remaining) : 0n;
    if (settled > hold.remaining) no('more-than-held');
    const letGo = c.kind === 'settle' && c.remainder === 'keep' ? 0n : hold.remaining - settled;
    const transfer: ModelTransfer = {
      id: c.id,
      kind: c.kind,
      debit: hold.debit,
      credit: hold.credit,
      posted: settled,
      held: -(settled + letGo),
      input,
      out: [],
      in: [],
    };
    const share = (
      parts: Part[],
      posted: (lot: ModelLot, amount: bigint) => void,
      freed: (lot: ModelLot, amount: bigint) => void,
    ): Part[] => {
      let rest = settled;
      const moved: Part[] = [];
      for (const part of parts) {
        const lot = this.lots.get(part.lot)!;
        const amount = part.amount < rest ? part.amount : rest;
        rest -= amount;
        posted(lot, amount);
        if (amount > 0n) moved.push({ lot: lot.id, amount });
        part.amount -= amount;
        if (letGo > 0n || !('remainder' in c && c.remainder === 'keep')) {
          freed(lot, part.amount);
          part.amount = 0n;
        }
      }
      return moved;
    };
    transfer.out = share(
      hold.out,
      (lot, amount) => void (lot.held -= amount),
      (lot, amount) => {
        lot.held -= amount;
        lot.available += amount;
      },
    );
    const own = c.kind === 'settle' ? c.lot : undefined;
    transfer.in = share(
      hold.in,
      (lot, amount) => void (lot.available += own ? 0n : amount),
      () => undefined,
    );
    if (own && transfer.in.length) {
      this.lots.set(c.id, {
        ...this.lots.get(c.hold)!,
        id: c.id,
        validFrom: null,
        expiresOn: own.expiresOn?.toString() ?? null,
        age: this.age++,
        available: settled,
        held: 0n,
      });
      transfer.in = [{ lot: c.id, amount: settled }];
    }
    hold.remaining -= settled + letGo;
    hold.lapsed = c.kind === 'lapse';
    add(transfer);
  }

  private reverse(
    c: Extract<Command, { kind: 'reverse' }>,
    input: string,
    add: (transfer: ModelTransfer) => void,
  ): void {
    const of = this.transfers.get(c.of) ?? no('unknown-transfer');
    if (of.kind !== 'post' && of.kind !== 'settle') no('not-reversible');
    if (this.reversed.has(of.id)) no('reversed');
    if (of.in.some((part) => this.lots.get(part.lot)!.available < part.amount)) no('insufficient');
    for (const part of of.in) this.lots.get(part.lot)!.available -= part.amount;
    for (const part of of.out) this.lots.get(part.lot)!.available += part.amount;
    this.reversed.add(of.id);
    add({
      id: c.id,
      kind: 'reverse',
      debit: of.credit,
      credit: of.debit,
      posted: of.posted,
      held: 0n,
      input,
      out: of.in,
      in: of.out,
    });
  }
}
