import { Injectable } from '@nestjs/common';
import { Books, Expiry, ExpireLots, LapseHolds, SealTransfers, VerifyBooks, type Past } from '#ledger';
import { OperatingModel } from '#operating-model';
import { Database, Failures, type JobHandler, type JobType, type Processor, type Tx } from '#platform';
import { untilNoneIsDue, untilNothingIsLeft } from './each-due.js';
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
    this.ends(ExpireLots, async (tx, except) => {
      const { ledger } = await this.model.on(tx);
      return this.expiry.lotsPast(tx, ledger.expired_holds, except);
    }),
    this.ends(LapseHolds, (tx, except) => this.expiry.holdsPast(tx, except)),
    eachOperator(this, SealTransfers, async (actor) => {
      // What may be sealed is asked in a transaction of its own, so that writers wait for no more than that.
      const settled = await this.db.tx(actor, (tx) => this.books.settledSeq(tx));
      if (settled !== null) await untilNothingIsLeft(this.db, actor, (tx) => this.books.seal(tx, settled));
    }),
    eachOperator(this, VerifyBooks, async (actor) => {
      await this.db.tx(actor, (tx) => this.books.verify(tx));
    }),
  ];

  private ends(type: JobType, past: (tx: Tx, except: readonly string[]) => Promise<Past[]>): JobHandler {
    return eachOperator(this, type, (actor) =>
      untilNoneIsDue({ processor: this, actor, work: type.name }, past, (tx, some) =>
        this.expiry.end(tx, some),
      ),
    );
  }
}
