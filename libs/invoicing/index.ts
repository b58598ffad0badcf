export { Billing } from './billing.js';
export { BillingDetails, versionOf, type BankAccount, type Change, type Details } from './billing-details.js';
export { invoicingChecks } from './checks.js';
export { bookAccounts, Documents, type Draft } from './documents.js';
export type { CustomerAsIssued, Line, SupplierAsIssued } from './document.repository.js';
export type { DocumentRow } from './documents.queries.js';
export type { Cause } from './due.queries.js';
export { DocumentIssued } from './events.js';
export { InvoicingModule } from './invoicing.module.js';
export { JournalRules, ruleSource, type JournalRule } from './journal-rules.js';
export { BillAgreement, BillDue, BillPlaces, BillPurchase, BillRenewals } from './jobs.js';
export {
  accountCode,
  standardRate,
  tax,
  taxPoint,
  totalsByRate,
  vatOn,
  type Tax,
  type TaxFacts,
  type TaxOutcome,
} from './tax.js';
