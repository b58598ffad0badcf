import { Injectable } from '@nestjs/common';
import { Books, Expiry, ExpireLots, LapseHolds, SealTransfers, VerifyBooks } from '#ledger';
import {
  Database,
  Failures,
  type Actor,
  type JobHandler,
  type JobType,
  type Processor,
  type Tx,
} from '#platform';
import { eachOperator } from './each-operator.js';

@Injectable()
export class LedgerProcessor implements Processor {
  constructor(
    readonly db: Database,
    readonly failures: Failures,
    private readonly expiry: Expiry,
    private readonly books: Books,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    this.perOperator(ExpireLots, (actor) => this.untilDone(actor, (tx) => this.expiry.expireLots(tx))),
    this.perOperator(LapseHolds, (actor) => this.untilDone(actor, (tx) => this.expiry.lapseHolds(tx))),
    this.perOperator(SealTransfers, async (actor) => {
      // What may be sealed is asked in a transaction of its own, so that writers wait for no more than that.
      const settled = await this.db.tx(actor, (tx) => this.books.settledSeq(tx));
      if (settled !== null) await this.untilDone(actor, (tx) => this.books.seal(tx, settled));
    }),
    this.perOperator(VerifyBooks, async (actor) => {
      await this.db.tx(actor, (tx) => this.books.verify(tx));
    }),
  ];

  private perOperator(type: JobType, fn: (actor: Actor) => Promise<void>): JobHandler {
    return eachOperator(this, type, fn);
  }

  /** A transaction a batch: killed anywhere, the next run carries on with what is still due. */
  private async untilDone(actor: Actor, batch: (tx: Tx) => Promise<number>): Promise<void> {
    while ((await this.db.tx(actor, batch)) > 0);
  }
}
