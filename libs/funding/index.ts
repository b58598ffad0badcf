export { walletAccount } from './accounts.js';
export { FundingModule } from './funding.module.js';
export { Funds, type FundPosition } from './funds.js';
export type { NewFund, NewWallet } from './fund.entity.js';
export { isOpen } from './rules.js';
export type { Position, WalletRow } from './funds.queries.js';
export { texts } from './texts.js';
