import { defineJob } from '#platform';
import { AgreementSigned, AgreementsRenewed, PurchaseDelivered } from '#agreements';
import { RegisterTaken } from '#delivery';

/** Bills what an event says is due; each is one transaction, and bills a thing once however often it runs. */
export const BillAgreement = defineJob('invoicing.bill-agreement', { on: AgreementSigned });
export const BillRenewals = defineJob('invoicing.bill-renewals', { on: AgreementsRenewed });
export const BillPurchase = defineJob('invoicing.bill-purchase', { on: PurchaseDelivered });
export const BillPlaces = defineJob('invoicing.bill-places', { on: RegisterTaken });
/** Every hour: agreements whose `bills_on` has come, at each operator's own date. */
export const BillDue = defineJob('invoicing.bill-due', { cron: '25 * * * *' });
