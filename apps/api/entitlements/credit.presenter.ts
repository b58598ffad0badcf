import type { CreditMonth, Ending } from '#entitlements';
import { answer } from '../kit/answer.js';
import { Amount, Day, Id, Parts } from '../kit/fields.js';
import type { Quantity } from '../kit/quantity.js';

/** What a school may spend of its credits today, after something moved. */
export class CreditsAnswer {
  @Id() schoolId: string;
  @Id() accountId: string;
  @Amount() available: Quantity;
}

export class EndingAnswer {
  @Day({ about: 'The last day they may be spent.' }) expiresOn: string;
  @Amount({ unit: 'CREDIT' }) credits: Quantity;
}
export class EndingsAnswer {
  @Parts(() => EndingAnswer, { about: 'Soonest first.' }) items: EndingAnswer[];
}
export const presentEnding = ({ expiresOn, amount }: Ending): EndingAnswer =>
  answer(EndingAnswer, { expiresOn, credits: amount });

export class CreditMonthAnswer {
  @Day({ about: 'Its first day.' }) month: string;
  @Amount({ unit: 'CREDIT' }) granted: Quantity;
  @Amount({ unit: 'CREDIT', about: 'By supporting other schools.' }) earned: Quantity;
  @Amount({ unit: 'CREDIT', about: 'By one school to another.' }) given: Quantity;
  @Amount({ unit: 'CREDIT' }) spent: Quantity;
  @Amount({ unit: 'CREDIT' }) expired: Quantity;
  @Amount({ unit: 'CREDIT', about: 'By corrections; less than nothing when more was taken away than added.' })
  corrected: Quantity;
  @Amount({ unit: 'CREDIT', about: 'All schools’ credits at its end.' }) inIssue: Quantity;
}
export class CreditMonthsAnswer {
  @Parts(() => CreditMonthAnswer) items: CreditMonthAnswer[];
}
export const presentMonth = (month: CreditMonth): CreditMonthAnswer => answer(CreditMonthAnswer, month);
