import { Injectable } from '@nestjs/common';
import type { Tx, Unit } from '#platform';
import { CREDIT, DAY, isProgramUnit, PLACE } from '#operating-model';
import { heldInLots, Ledger, type Command } from '#ledger';
import { heldOf, type Holdings } from './held.js';
import { accountsOf, explain, take, type Taking } from './take.js';
import { waysToPay, type Costs, type PaidFor, type Way } from './ways-to-pay.js';

/** What a school holds, which of it may pay for a thing, and taking that. */
@Injectable()
export class Entitlements {
  constructor(private readonly ledger: Ledger) {}

  /** Its days, credits, free places and whatever else its operator counts: what may be spent on a day, today unless given, and what later. */
  async held(tx: Tx, schoolId: string, on = tx.today): Promise<Holdings> {
    const pools = await heldInLots(tx, schoolId, on);
    const held = (unit: Unit) =>
      heldOf(unit, pools.find((pool) => pool.unit.code === unit.code) ?? { lots: [], granted: 0n }, on);
    return {
      ...{ DAY: held(DAY), CREDIT: held(CREDIT), PLACE: held(PLACE) },
      own: pools.filter(({ unit }) => !isProgramUnit(unit.code)).map((pool) => heldOf(pool.unit, pool, on)),
    };
  }

  /** Which means may pay for a thing that costs so much, and if not why. */
  async waysToPay(tx: Tx, schoolId: string, costs: Costs, paidFor: PaidFor): Promise<Way[]> {
    return waysToPay(costs, await this.held(tx, schoolId, paidFor.on), paidFor);
  }

  /**
   * Takes what pays for a thing, kept until it is settled or released by its id, and with it, all or none, whatever else the
   * thing needs (`beside`). Refuses: `entitlements.not-enough-days`, `.not-enough-credits`, `.not-enough-places`,
   * `.not-enough` of the operator's own, `.restricted`; of `beside` as `Ledger.apply`.
   */
  async take(tx: Tx, taking: Taking, beside: readonly Command[] = []): Promise<void> {
    const accounts = accountsOf(taking);
    if (accounts.length) await this.ledger.open(tx, accounts);
    await this.ledger.apply(tx, [...beside, ...take(tx.operatorId, taking)]).catch(explain(taking));
  }
}
