export { FundingModule } from './funding.module.js';
export { Funds, walletAccount, type FundPosition, type NewFund, type NewWallet, type Position, type Wallet } from './funds.js';
