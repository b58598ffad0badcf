export { accountId, type Address, type Opening } from './account.js';
export type { Balance, Moment } from './balances.queries.js';
export { Books, countsFrom, type Verification } from './books.js';
export { ledgerChecks } from './checks.js';
export {
  largestAmount,
  largestGroup,
  lapse,
  type Command,
  type Hold,
  type LotTerms,
  type Post,
  type Release,
  type Reverse,
  type Settle,
} from './command.js';
export { Expiry, type HoldsOnExpiredLots, type Past } from './expiry.js';
export { ExpireLots, LapseHolds, SealTransfers, VerifyBooks } from './jobs.js';
export { Ledger, type Applied } from './ledger.js';
export { LedgerModule } from './ledger.module.js';
export {
  availableIn,
  heldInLots,
  startsAfter,
  validOn,
  type Grant,
  type InLots,
  type Lot,
  type Pool,
} from './lots.queries.js';
export type { Statement, StatementEntry, StatementRequest } from './statement.queries.js';
export { balanceAtTheEnd, statementCsv } from './statement.csv.js';
