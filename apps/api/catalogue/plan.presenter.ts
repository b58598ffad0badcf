import type { Quote } from '#agreements';
import { Day, Flag, Id, Parts, Whole, Words } from '../kit/fields.js';
import { Amount, toQuantity, type Quantity } from '../kit/quantity.js';
import { GrantAnswer } from './offer.presenter.js';

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

export const presentPlan = ({
  offer,
  price,
  startsOn,
  endsOn,
  months,
  noticeBy,
  grants,
}: Quote): PlanAnswer => ({
  offerId: offer.offerId,
  title: offer.title,
  summary: offer.summary,
  tier: offer.tier,
  price: toQuantity(price.amount, price.unit),
  because: price.because,
  illustrative: price.illustrative,
  startsOn: startsOn.toString(),
  endsOn: endsOn.toString(),
  months: Number(months),
  noticeBy: noticeBy.toString(),
  grants: grants.map((grant) => ({ amount: toQuantity(grant.amount, grant.unit), label: grant.label })),
});
