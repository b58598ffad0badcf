import type { Position, Wallet } from '#funding';
import { Day, Id, Words } from '../kit/fields.js';
import { Amount, toQuantity, type Quantity } from '../kit/quantity.js';

/** The part of a fund that one school may spend. */
export class WalletAnswer {
  @Id() walletId: string;
  @Id() fundId: string;
  @Words() fundTitle: string;
  @Id() laId: string;
  @Id() schoolId: string;
  @Words() purpose: string;
  @Day({ about: 'The last day it may be spent.' }) expiresOn: string;
  @Amount({ about: 'Nothing once its last day has passed.' }) available: Quantity;
  @Amount({ about: 'Promised to purchases that are not delivered yet.' }) committed: Quantity;
  @Amount() spent: Quantity;
  @Amount({ about: 'What was left when it ended.' }) unspent: Quantity;
}

export const presentWallet = (wallet: Wallet & Position): WalletAnswer => ({
  walletId: wallet.walletId,
  fundId: wallet.fundId,
  fundTitle: wallet.fundTitle,
  laId: wallet.laId,
  schoolId: wallet.schoolId,
  purpose: wallet.purpose,
  expiresOn: wallet.expiresOn,
  available: toQuantity(wallet.available, 'GBP'),
  committed: toQuantity(wallet.committed, 'GBP'),
  spent: toQuantity(wallet.spent, 'GBP'),
  unspent: toQuantity(wallet.unspent, 'GBP'),
});
