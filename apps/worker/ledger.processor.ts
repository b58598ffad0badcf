import { Injectable } from '@nestjs/common';
import { Books, Expiry, ExpireLots, LapseHolds, SealTransfers, VerifyBooks } from '#ledger';
import { OperatingModel } from '#operating-model';
import { Database, Failures, type JobHandler, type Processor } from '#platform';
import { untilNothingIsLeft } from './each-due.js';
import { eachOperator } from './each-operator.js';

@Injectable()
export class LedgerProcessor implements Processor {
  constructor(
    readonly db: Database,
    readonly failures: Failures,
    private readonly model: OperatingModel,
    private readonly expiry: Expiry,
    private readonly books: Books,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    eachOperator(this, ExpireLots, (actor) =>
      untilNothingIsLeft(this.db, actor, async (tx) =>
        this.expiry.expireLots(tx, (await this.model.on(tx)).ledger.expired_holds),
      ),
    ),
    eachOperator(this, LapseHolds, (actor) =>
      untilNothingIsLeft(this.db, actor, (tx) => this.expiry.lapseHolds(tx)),
    ),
    eachOperator(this, SealTransfers, async (actor) => {
      // What may be sealed is asked in a transaction of its own, so that writers wait for no more than that.
      const settled = await this.db.tx(actor, (tx) => this.books.settledSeq(tx));
      if (settled !== null) await untilNothingIsLeft(this.db, actor, (tx) => this.books.seal(tx, settled));
    }),
    eachOperator(this, VerifyBooks, async (actor) => {
      await this.db.tx(actor, (tx) => this.books.verify(tx));
    }),
  ];
}
