import { Injectable } from '@nestjs/common';
import {
  Database,
  firstTime,
  jobActor,
  type JobHandler,
  type JobType,
  type Processor,
  type Tx,
} from '#platform';
import { BillAgreement, Billing, BillPlaces, BillPurchase, BillRenewals } from '#invoicing';

@Injectable()
export class InvoicingProcessor implements Processor {
  constructor(
    private readonly db: Database,
    private readonly billing: Billing,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    this.bills(BillAgreement, (tx, id) => this.billing.agreement(tx, id)),
    this.bills(BillRenewals, (tx, id) => this.billing.renewals(tx, id)),
    this.bills(BillPurchase, (tx, id) => this.billing.purchase(tx, id)),
    this.bills(BillPlaces, (tx, id) => this.billing.places(tx, id)),
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
