import { Injectable } from '@nestjs/common';
import {
  Database,
  Failures,
  firstTime,
  jobActor,
  type JobHandler,
  type JobType,
  type Processor,
  type Tx,
} from '#platform';
import { BillAgreement, BillDue, Billing, BillPlaces, BillPurchase, BillRenewals } from '#invoicing';
import { eachOperator } from './each-operator.js';

@Injectable()
export class InvoicingProcessor implements Processor {
  constructor(
    readonly db: Database,
    readonly failures: Failures,
    private readonly billing: Billing,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    this.bills(BillAgreement, (tx, id) => this.billing.agreement(tx, id)),
    this.bills(BillRenewals, (tx, id) => this.billing.renewals(tx, id)),
    this.bills(BillPurchase, (tx, id) => this.billing.purchase(tx, id)),
    this.bills(BillPlaces, (tx, id) => this.billing.places(tx, id)),
    eachOperator(this, BillDue, async (actor) => {
      while ((await this.db.tx(actor, (tx) => this.billing.due(tx))) > 0);
    }),
  ];

  private bills(type: JobType, bill: (tx: Tx, entityId: string) => Promise<void>): JobHandler {
    return {
      type,
      run: ({ operatorId, entityId, messageId, requestId }) =>
        this.db.tx(jobActor(operatorId!, requestId), async (tx) => {
          if (await firstTime(tx, type.name, messageId!)) await bill(tx, entityId!);
        }),
    };
  }
}
