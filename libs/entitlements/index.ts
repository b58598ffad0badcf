export { Adjustment } from './adjustment.entity.js';
export { CreditBank } from './credit-bank.js';
export type { CreditMonth, Ending } from './credit-bank.queries.js';
export { EntitlementsModule } from './entitlements.module.js';
export { creditsSpent, grantUnits, issued, poolOf, poolsOf, type GrantUnit } from './pools.js';
