import type { Quote } from '#agreements';
import { answer } from '../kit/answer.js';
import { Amount, Day, Flag, Id, Parts, Whole, Words } from '../kit/fields.js';
import { toQuantity, type Quantity } from '../kit/quantity.js';
import { GrantAnswer, presentGrant } from './offer.presenter.js';

/** What the school would pay and get for a plan, from a day until its term ends. */
export class PlanAnswer {
  @Id() offerId: string;
  @Words() title: string;
  @Words() summary: string;
  @Whole({ nullable: true }) tier: number | null;
  @Amount() price: Quantity;
  @Words() because: string;
  @Flag() illustrative: boolean;
  @Day() startsOn: string;
  @Day() endsOn: string;
  @Whole({ about: 'Twelfths of a year that are charged.' }) months: number;
  @Day({ about: 'The last day to say that the school leaves or changes.' }) noticeBy: string;
  @Parts(() => GrantAnswer) grants: GrantAnswer[];
}
export class PlansAnswer {
  @Parts(() => PlanAnswer, {
    about: 'The lowest tier first. Plans without a price for this kind of school are left out.',
  })
  items: PlanAnswer[];
}

export const presentPlan = ({ offer, price, months, ...quote }: Quote): PlanAnswer =>
  answer(PlanAnswer, {
    ...offer,
    ...quote,
    price: toQuantity(price.amount, price.unit.code),
    because: price.because,
    illustrative: price.illustrative,
    months: Number(months),
    grants: quote.grants.map(presentGrant),
  });
