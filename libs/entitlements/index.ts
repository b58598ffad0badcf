export { Adjustment } from './adjustment.entity.js';
export { CreditBank } from './credit-bank.js';
export type { CreditMonth, Ending } from './credit-bank.queries.js';
export { Entitlements } from './entitlements.js';
export { EntitlementsModule } from './entitlements.module.js';
export { grantCommands } from './grants.js';
export { availableFor, type Held, type Holdings } from './held.js';
export {
  creditsSpent,
  daysDelivered,
  grantUnits,
  issued,
  placesUsed,
  poolOf,
  poolsOf,
  type GrantUnit,
} from './pools.js';
export { take, type Taking } from './take.js';
export { costsOf, unitOf, waysToPay, type Costs, type PaidFor, type Way } from './ways-to-pay.js';
