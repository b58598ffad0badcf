import type { Followed } from '#agreements';
import { answer } from '../kit/answer.js';
import { Amount, Day, Id, Moment, Whole, Words } from '../kit/fields.js';
import type { Quantity } from '../kit/quantity.js';

/** A school's contract for a plan and a term, at a price frozen when it was prepared. */
export class AgreementAnswer {
  @Id() agreementId: string;
  @Id() schoolId: string;
  @Id() providerId: string;
  @Id() offerId: string;
  @Words() title: string;
  @Words({ about: 'awaiting-approval, signed, declined, or superseded by what was signed for its dates.' })
  state: string;
  @Day() startsOn: string;
  @Day() endsOn: string;
  @Amount({ unit: 'GBP' }) price: Quantity;
  @Amount({ unit: 'GBP', about: 'Of a whole year: what an approval limit looks at.' }) yearPrice: Quantity;
  @Words() priceBecause: string;
  @Words({ nullable: true }) purchaseOrder: string | null;
  @Words({
    about: 'renew, change or leave, as it was chosen; where there is a `nextAgreementId`, that counts.',
  })
  atTermEnd: string;
  @Id({ nullable: true }) nextOfferId: string | null;
  @Id({ nullable: true, about: 'What is signed for the term after it.' }) nextAgreementId: string | null;
  @Day({ about: 'The last day to say that the school leaves or changes.' }) noticeBy: string;
  @Day({ about: 'Signed, it is billed from this day.' }) billsOn: string;
  @Id({ nullable: true, about: 'What was signed instead of this one.' }) supersededBy: string | null;
  @Id({ nullable: true, about: 'The agreement that this one renews.' }) renewsId: string | null;
  @Moment() preparedAt: string;
  @Moment({ nullable: true }) decidedAt: string | null;
  @Words({ nullable: true, about: 'Why it was declined, where that was said.' }) declinedBecause:
    string | null;
  @Whole({ about: 'Also the ETag.' }) version: number;
}

export const presentAgreement = (agreement: Followed): AgreementAnswer => answer(AgreementAnswer, agreement);
