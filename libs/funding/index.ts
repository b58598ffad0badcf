export { walletAccount } from './accounts.js';
export { FundingModule } from './funding.module.js';
export { Funds, type FundPosition } from './funds.js';
export type { NewFund, NewWallet, Position, Wallet } from './funds.queries.js';
