import type { Position, WalletRow } from '#funding';
import { answer } from '../kit/answer.js';
import { Amount, Day, Id, Words } from '../kit/fields.js';
import type { Quantity } from '../kit/quantity.js';

/** The part of a fund that one school may spend. */
export class WalletAnswer {
  @Id() walletId: string;
  @Id() fundId: string;
  @Words() fundTitle: string;
  @Id() laId: string;
  @Id() schoolId: string;
  @Words() purpose: string;
  @Day({ about: 'The last day it may be spent.' }) expiresOn: string;
  @Amount({ unit: 'GBP', about: 'Nothing once its last day has passed.' }) available: Quantity;
  @Amount({ unit: 'GBP', about: 'Ordered and not delivered yet.' }) committed: Quantity;
  @Amount({ unit: 'GBP' }) spent: Quantity;
  @Amount({ unit: 'GBP', about: 'What was left when it ended.' }) unspent: Quantity;
}

export const presentWallet = (wallet: WalletRow & Position): WalletAnswer => answer(WalletAnswer, wallet);
