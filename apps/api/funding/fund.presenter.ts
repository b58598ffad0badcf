import type { FundPosition } from '#funding';
import { answer } from '../kit/answer.js';
import { Amount, Day, Id, Words } from '../kit/fields.js';
import type { Quantity } from '../kit/quantity.js';

/** An authority's budget: what is earmarked for schools, and what became of that. */
export class FundAnswer {
  @Id() fundId: string;
  @Words() title: string;
  @Words() purpose: string;
  @Day() opensOn: string;
  @Day() closesOn: string;
  @Amount({ unit: 'GBP', about: 'The whole fund.' }) amount: Quantity;
  @Amount({ unit: 'GBP', about: 'Not yet earmarked; nothing once its last day has passed.' }) left: Quantity;
  @Amount({ unit: 'GBP', about: 'In schools’ wallets, whatever became of it.' }) earmarked: Quantity;
  @Amount({ unit: 'GBP', about: 'Earmarked and still free to spend.' }) available: Quantity;
  @Amount({ unit: 'GBP', about: 'Ordered and not delivered yet.' }) committed: Quantity;
  @Amount({ unit: 'GBP' }) spent: Quantity;
  @Amount({ unit: 'GBP', about: 'What was left when it closed, earmarked or not.' }) unspent: Quantity;
}

export const presentFund = (fund: FundPosition): FundAnswer => answer(FundAnswer, fund);
