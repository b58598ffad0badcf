import { defineJob } from '#platform';
import { AgreementSigned, AgreementsRenewed, PurchaseDelivered } from '#agreements';
import { RegisterTaken } from '#delivery';

/** Each bills at once what an event says is due; a thing is billed once however often it runs. */
export const BillAgreement = defineJob('invoicing.bill-agreement', { on: AgreementSigned });
export const BillRenewals = defineJob('invoicing.bill-renewals', { on: AgreementsRenewed });
export const BillPurchase = defineJob('invoicing.bill-purchase', { on: PurchaseDelivered });
export const BillPlaces = defineJob('invoicing.bill-places', { on: RegisterTaken });
/** Every ten minutes: whatever is due by now at each operator's own date and is not billed, because its day came or a job was lost. */
export const BillDue = defineJob('invoicing.bill-due', { cron: '*/10 * * * *' });
