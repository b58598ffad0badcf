import { Injectable } from '@nestjs/common';
import {
  Database,
  Failures,
  jobActor,
  type JobHandler,
  type JobType,
  type Processor,
  type Tx,
} from '#platform';
import {
  BillAgreement,
  BillDue,
  Billing,
  BillPlaces,
  BillPurchase,
  BillRenewals,
  type Cause,
} from '#invoicing';
import { eachDue, untilNoneIsDue } from './each-due.js';
import { eachOperator } from './each-operator.js';

@Injectable()
export class InvoicingProcessor implements Processor {
  constructor(
    readonly db: Database,
    readonly failures: Failures,
    private readonly billing: Billing,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    this.bills(BillAgreement, async (_, id) => [{ type: 'agreement', id }]),
    this.bills(BillRenewals, (tx, id) => this.billing.renewals(tx, id)),
    this.bills(BillPurchase, async (_, id) => [{ type: 'purchase', id }]),
    this.bills(BillPlaces, async (_, id) => [{ type: 'session', id }]),
    eachOperator(this, BillDue, (actor) =>
      untilNoneIsDue(
        { processor: this, actor, work: BillDue.name },
        (tx, except) => this.billing.due(tx, except),
        (tx, due) => this.billing.bill(tx, due),
      ),
    ),
  ];

  private bills(type: JobType, causes: (tx: Tx, entityId: string) => Promise<Cause[]>): JobHandler {
    return {
      type,
      run: async ({ operatorId, entityId, requestId }) => {
        const actor = jobActor(operatorId!, requestId);
        const due = await this.db.tx(actor, (tx) => causes(tx, entityId!));
        await eachDue({ processor: this, actor, work: BillDue.name }, due, (tx, some) =>
          this.billing.bill(tx, some),
        );
      },
    };
  }
}
