import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import { accountId, inLots, Ledger, type Command } from '#ledger';
import { heldOf, type Holdings } from './held.js';
import { grantUnits, poolOf } from './pools.js';
import { accountsOf, explain, take, type Taking } from './take.js';
import { waysToPay, type Costs, type PaidFor, type Way } from './ways-to-pay.js';

/** What a school holds, which of it may pay for a thing, and taking that. */
@Injectable()
export class Entitlements {
  constructor(private readonly ledger: Ledger) {}

  /** Its days, credits and free places: those that may be spent on a day, today unless given, and those of later. */
  async held(tx: Tx, schoolId: string, on = tx.today): Promise<Holdings> {
    const pools = grantUnits.map((unit) => accountId(tx.operatorId, poolOf(schoolId, unit)));
    const found = await inLots(tx, pools, on);
    const held = grantUnits.map((unit, index) => [unit, heldOf(unit, found.get(pools[index]!)!, on)]);
    return Object.fromEntries(held) as Holdings;
  }

  /** Which means may pay for a thing that costs so much, and if not why. */
  async waysToPay(tx: Tx, schoolId: string, costs: Costs, paidFor: PaidFor): Promise<Way[]> {
    return waysToPay(costs, await this.held(tx, schoolId, paidFor.on), paidFor);
  }

  /**
   * Takes what pays for a thing, kept until it is settled or released by its id, and with it, all or none, whatever else the
   * thing needs (`beside`). Refuses: `entitlements.not-enough-days`, `.not-enough-credits`, `.not-enough-places`,
   * `.restricted`; of `beside` as `Ledger.apply`.
   */
  async take(tx: Tx, taking: Taking, beside: readonly Command[] = []): Promise<void> {
    const accounts = accountsOf(taking);
    if (accounts.length) await this.ledger.open(tx, accounts);
    await this.ledger.apply(tx, [...beside, ...take(tx.operatorId, taking)]).catch(explain(taking));
  }
}
