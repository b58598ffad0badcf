export { FundingModule } from './funding.module.js';
export {
  Funds,
  walletAccount,
  type FundPosition,
  type NewFund,
  type NewWallet,
  type Wallet,
} from './funds.js';
export type { Position } from './funds.queries.js';
