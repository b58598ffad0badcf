import {
  availableIn,
  startsAfter,
  validOn,
  type Balance,
  type Grant,
  type Lot,
  type Statement,
} from '#ledger';
import type { Temporal } from '#platform';
import { answer } from '../kit/answer.js';
import { Amount, Day, Id, Moment, Part, Parts, TextList, Whole, Words } from '../kit/fields.js';
import { toQuantity, type Quantity } from '../kit/quantity.js';

/** A pool of a party: days of its entitlement, its credits, its free places, or what else its operator counts. */
export class PoolAnswer {
  @Id() accountId: string;
  @Words({ about: 'entitlement, credit-bank or free-places; pool of a unit of the operator’s own.' })
  code: string;
  @Amount({ about: 'Granted or earned, less what was spent or expired.' }) balance: Quantity;
  @Amount({ about: 'Booked and not delivered yet.' }) held: Quantity;
  @Amount({ about: 'What may still be spent on something of today.' }) available: Quantity;
  @Amount({ about: 'Granted for a term that has not begun; spent only on days of that term.' })
  later: Quantity;
}
export class PoolsAnswer {
  @Parts(() => PoolAnswer) items: PoolAnswer[];
}
const nothing: Balance = { posted: 0n, heldOut: 0n, heldIn: 0n, available: 0n };
/** Now, `lots` say what may be spent today and what later; as of an earlier day the balance alone does. */
export const presentPool = (
  accountId: string,
  code: string,
  unit: string,
  balance: Balance = nothing,
  lots: readonly Lot[] | null,
  today: Temporal.PlainDate,
): PoolAnswer => ({
  accountId,
  code,
  balance: toQuantity(balance.posted, unit),
  held: toQuantity(balance.heldOut, unit),
  available: toQuantity(
    lots ? availableIn(lots.filter((lot) => validOn(lot, today))) : balance.available,
    unit,
  ),
  later: toQuantity(availableIn((lots ?? []).filter((lot) => startsAfter(lot, today))), unit),
});

class AccountOfStatement {
  @Id() accountId: string;
  @Words() name: string;
  @Words() code: string;
  @Words() unit: string;
  @Id({ nullable: true, about: 'Null: the operator’s own.' }) ownerId: string | null;
}
class Cause {
  @Words() type: string;
  @Words() id: string;
}
class EntryAnswer {
  @Id() transferId: string;
  @Words({ about: 'post, settle or reverse.' }) kind: string;
  @Day() countsOn: string;
  @Moment() recordedAt: string;
  @Words() code: string;
  @Words({ nullable: true }) description: string | null;
  @Part(() => Cause, { about: 'What caused it: an agreement, visit, place, …' }) reference: Cause;
  @Words() counterparty: string;
  @Amount({ about: 'Below zero went out.' }) amount: Quantity;
  @Amount({ about: 'After this entry.' }) balance: Quantity;
}
export class StatementAnswer {
  @Part(() => AccountOfStatement) account: AccountOfStatement;
  @Amount() opening: Quantity;
  @Amount() closing: Quantity;
  @Parts(() => EntryAnswer) items: EntryAnswer[];
  @Words({ nullable: true, about: 'Give it as `cursor` for the next page; null on the last.' }) next:
    string | null;
}
export const presentStatement = (
  { account, opening, closing, entries }: Statement,
  next: string | null,
): StatementAnswer => ({
  account: answer(AccountOfStatement, { ...account, accountId: account.id, unit: account.unit.code }),
  opening: toQuantity(opening, account.unit.code),
  closing: toQuantity(closing, account.unit.code),
  items: entries.map((entry) =>
    answer(EntryAnswer, {
      ...entry,
      reference: answer(Cause, entry.reference),
      counterparty: entry.counterparty.name,
      amount: toQuantity(entry.amount, account.unit.code),
      balance: toQuantity(entry.balance, account.unit.code),
    }),
  ),
  next,
});

export class LotAnswer {
  @Id({ about: 'The transfer that granted it.' }) lotId: string;
  @Amount() granted: Quantity;
  @Amount() spent: Quantity;
  @Amount() held: Quantity;
  @Amount() available: Quantity;
  @Day() grantedOn: string;
  @Day({ nullable: true, about: 'The first day it may be spent on; null: any.' }) validFrom: string | null;
  @Day({ nullable: true, about: 'The last day it may be spent on.' }) expiresOn: string | null;
  @Whole({ about: 'Lower is spent first.' }) priority: number;
  @TextList({ nullable: true, about: 'The purposes it may pay for; null: any.' }) restriction:
    string[] | null;
  @Words({ nullable: true }) description: string | null;
}
export class LotsAnswer {
  @Parts(() => LotAnswer, { about: 'In the order in which they are spent.' }) items: LotAnswer[];
}
export const presentLot = (lot: Lot, unit: string): LotAnswer =>
  answer(LotAnswer, {
    ...lot,
    lotId: lot.id,
    granted: toQuantity(lot.granted, unit),
    spent: toQuantity(lot.spent, unit),
    held: toQuantity(lot.held, unit),
    available: toQuantity(lot.available, unit),
  });

export class GrantBehindAnswer {
  @Id() transferId: string;
  @Whole({ about: '0 paid directly, 1 had been passed on once, …' }) steps: number;
  @Amount() amount: Quantity;
  @Words() code: string;
  @Words({ nullable: true }) description: string | null;
  @Part(() => Cause) reference: Cause;
  @Day() countsOn: string;
}
export class TraceAnswer {
  @Parts(() => GrantBehindAnswer) items: GrantBehindAnswer[];
}
export const presentGrant = (grant: Grant): GrantBehindAnswer =>
  answer(GrantBehindAnswer, {
    ...grant,
    amount: toQuantity(grant.amount, grant.unit),
    reference: answer(Cause, grant.reference),
  });
