import { Injectable } from '@nestjs/common';
import { Database, Failures, type JobHandler, type Processor } from '#platform';
import { Renewals, RenewalsDue } from '#agreements';
import { untilNoneIsDue } from './each-due.js';
import { eachOperator } from './each-operator.js';

@Injectable()
export class AgreementsProcessor implements Processor {
  constructor(
    readonly db: Database,
    readonly failures: Failures,
    private readonly renewals: Renewals,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    eachOperator(this, RenewalsDue, async (actor) => {
      // A transaction a batch: killed anywhere, the next run carries on with what is still due.
      while ((await this.db.tx(actor, (tx) => this.renewals.notify(tx))) > 0);
      await untilNoneIsDue(
        { processor: this, actor, work: RenewalsDue.name },
        (tx, except) => this.renewals.ended(tx, except),
        (tx, due) =>
          this.renewals.renew(
            tx,
            due.map(({ id }) => id),
          ),
      );
    }),
  ];
}
