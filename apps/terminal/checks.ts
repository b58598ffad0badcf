import { agreementsChecks } from '#agreements';
import { messageCheck, policyCheck, type Check } from '#platform';
import { identityChecks } from '#identity';
import { invoicingChecks } from '#invoicing';
import { ledgerChecks } from '#ledger';
import { notificationsChecks } from '#notifications';

/** What `npm run verify` proves, in this order; a context adds its checks here. */
export const checks: readonly Check[] = [
  ...ledgerChecks,
  ...identityChecks,
  ...agreementsChecks,
  ...invoicingChecks,
  ...notificationsChecks,
  messageCheck,
  policyCheck,
];
