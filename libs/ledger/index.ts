export { accountId, type Address, type Opening } from './account.js';
export type { Balance, Moment } from './balances.queries.js';
export { largestAmount, largestGroup, type Command, type Hold, type LotTerms, type Post, type Release, type Reverse, type Settle } from './command.js';
export { Ledger, type Applied } from './ledger.js';
export { LedgerModule } from './ledger.module.js';
export type { Grant, Lot } from './lots.queries.js';
export type { Statement, StatementEntry, StatementRequest } from './statement.queries.js';
