import { Injectable } from '@nestjs/common';
import { Database, Failures, type JobHandler, type Processor } from '#platform';
import { Approvals, LapseWaiting, Renewals, RenewalsDue } from '#agreements';
import { untilNoneIsDue, untilNothingIsLeft } from './each-due.js';
import { eachOperator } from './each-operator.js';

@Injectable()
export class AgreementsProcessor implements Processor {
  constructor(
    readonly db: Database,
    readonly failures: Failures,
    private readonly renewals: Renewals,
    private readonly approvals: Approvals,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    eachOperator(this, RenewalsDue, async (actor) => {
      await untilNothingIsLeft(this.db, actor, (tx) => this.renewals.notify(tx));
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
    eachOperator(this, LapseWaiting, (actor) =>
      untilNoneIsDue(
        { processor: this, actor, work: LapseWaiting.name },
        (tx, except) => this.approvals.lapsed(tx, except),
        (tx, due) =>
          this.approvals.lapse(
            tx,
            due.map(({ id }) => id),
          ),
      ),
    ),
  ];
}
