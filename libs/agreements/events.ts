import { defineEvent } from '#platform';

/** A school signed; the entity is the agreement. */
export const AgreementSigned = defineEvent('agreements.signed');
/** A batch of agreements was renewed; the entity is the batch (`agreement.renewal_batch_id`). */
export const AgreementsRenewed = defineEvent('agreements.renewed');
/** Someone prepared an agreement that waits for the head; the entity is the agreement. */
export const ApprovalRequested = defineEvent('agreements.approval-requested');
/** The head said no to what waited; the entity is the agreement. */
export const AgreementDeclined = defineEvent('agreements.declined');
/** A school was told that its term ends and what happens then; the entity is the agreement. */
export const RenewalNotified = defineEvent('agreements.renewal-notified');
/** A service bought once was delivered; the entity is the purchase. */
export const PurchaseDelivered = defineEvent('agreements.purchase-delivered');
