export { Billing } from './billing.js';
export { invoicingChecks } from './checks.js';
export { bookAccounts, Documents, type Draft } from './documents.js';
export type { DocumentRow, Line, Supplier } from './documents.queries.js';
export { InvoicingModule } from './invoicing.module.js';
export { BillAgreement, BillDue, BillPlaces, BillPurchase, BillRenewals } from './jobs.js';
export { accountCode, standardRate, tax, vatOn, type Tax, type TaxFacts, type TaxOutcome } from './tax.js';
