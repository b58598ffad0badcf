export {
  decisionOn,
  includes,
  mayChooseTermEnd,
  noticeTooLate,
  type Deciding,
  type Quote,
} from './agreement.js';
export type { Agreement, AgreementState, AtTermEnd } from './agreement.entity.js';
export { Agreements } from './agreements.js';
export { AgreementsModule } from './agreements.module.js';
export { Approvals } from './approvals.js';
export { agreementsChecks } from './checks.js';
export {
  AgreementDeclined,
  AgreementSigned,
  AgreementsRenewed,
  ApprovalRequested,
  PurchaseDelivered,
  RenewalNotified,
} from './events.js';
export { LapseWaiting, RenewalsDue } from './jobs.js';
export { NextTerms } from './next-terms.js';
export { isHeld, mayFinish, mayTakeFund, soldOnce } from './purchase.js';
export type { HeldMeans, PurchaseMeans } from './purchase.entity.js';
export { Purchases } from './purchases.js';
export type { PurchaseRow as Purchase } from './purchases.queries.js';
export { Renewals } from './renewals.js';
export { withNext, type Followed } from './agreements.queries.js';
export { inNextTerm } from './renewals.queries.js';
export { datedBackTo, yearFor } from './term.js';
export { texts } from './texts.js';
