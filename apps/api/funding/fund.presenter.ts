import type { FundPosition } from '#funding';
import { Day, Id, Words } from '../kit/fields.js';
import { Amount, toQuantity, type Quantity } from '../kit/quantity.js';

/** An authority's budget: what is earmarked for schools, and what became of that. */
export class FundAnswer {
  @Id() fundId: string;
  @Words() title: string;
  @Words() purpose: string;
  @Day() opensOn: string;
  @Day() closesOn: string;
  @Amount({ about: 'The whole fund.' }) amount: Quantity;
  @Amount({ about: 'Not yet earmarked; nothing once its last day has passed.' }) left: Quantity;
  @Amount({ about: 'In schools’ wallets, whatever became of it.' }) earmarked: Quantity;
  @Amount({ about: 'Earmarked and still free to spend.' }) available: Quantity;
  @Amount({ about: 'Promised.' }) committed: Quantity;
  @Amount() spent: Quantity;
  @Amount({ about: 'What was left when it closed, earmarked or not.' }) unspent: Quantity;
}

export const presentFund = ({
  fundId,
  title,
  purpose,
  opensOn,
  closesOn,
  ...money
}: FundPosition): FundAnswer => ({
  fundId,
  title,
  purpose,
  opensOn,
  closesOn,
  amount: toQuantity(money.amount, 'GBP'),
  left: toQuantity(money.left, 'GBP'),
  earmarked: toQuantity(money.earmarked, 'GBP'),
  available: toQuantity(money.available, 'GBP'),
  committed: toQuantity(money.committed, 'GBP'),
  spent: toQuantity(money.spent, 'GBP'),
  unspent: toQuantity(money.unspent, 'GBP'),
});
