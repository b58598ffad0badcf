export { walletAccount } from './accounts.js';
export { FundingModule } from './funding.module.js';
export { Funds, type FundPosition, type NewFund, type NewWallet } from './funds.js';
export type { Position, Wallet } from './funds.queries.js';
