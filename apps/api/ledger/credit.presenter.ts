import type { CreditMonth, Ending } from '#ledger';
import { Day, Id, Parts } from '../kit/fields.js';
import { Amount, toQuantity, type Quantity } from '../kit/quantity.js';

/** What a school has of its credits after something moved. */
export class CreditsAnswer {
  @Id() schoolId: string;
  @Id() accountId: string;
  @Amount() available: Quantity;
}

export class EndingAnswer {
  @Day({ about: 'The last day they may be spent.' }) expiresOn: string;
  @Amount() credits: Quantity;
}
export class EndingsAnswer {
  @Parts(() => EndingAnswer, { about: 'Soonest first.' }) items: EndingAnswer[];
}
export const presentEnding = ({ expiresOn, amount }: Ending): EndingAnswer => ({
  expiresOn: expiresOn.toString(),
  credits: toQuantity(amount, 'CREDIT'),
});

export class CreditMonthAnswer {
  @Day({ about: 'Its first day.' }) month: string;
  @Amount() granted: Quantity;
  @Amount({ about: 'By supporting other schools.' }) earned: Quantity;
  @Amount({ about: 'By one school to another.' }) given: Quantity;
  @Amount() spent: Quantity;
  @Amount() expired: Quantity;
  @Amount({ about: 'All schools’ credits at its end.' }) inIssue: Quantity;
}
export class CreditMonthsAnswer {
  @Parts(() => CreditMonthAnswer) items: CreditMonthAnswer[];
}
const credits = (amount: bigint): Quantity => toQuantity(amount, 'CREDIT');
export const presentMonth = (month: CreditMonth): CreditMonthAnswer => ({
  month: month.month.toString(),
  granted: credits(month.granted),
  earned: credits(month.earned),
  given: credits(month.given),
  spent: credits(month.spent),
  expired: credits(month.expired),
  inIssue: credits(month.inIssue),
});
