import type { CreditTotals } from '#insight';
import { quantity, shortDate } from '#platform';
import { CREDIT } from '#operating-model';
import { counted } from '../../kit/words.js';

/** What the operator's schools have in credits and what became of them, as the home page and the credits page say it. */
export const creditAmounts = (credits: CreditTotals) => ({
  now: {
    label: 'With schools now',
    value: quantity(credits.inIssue, CREDIT),
    note:
      credits.held > 0n ? `${quantity(credits.held, CREDIT)} booked for support, courses or services` : null,
  },
  granted: thisYear('Granted', credits.granted),
  earned: thisYear('Earned by supporting others', credits.earned),
  spent: thisYear('Spent on courses and services', credits.spent),
  ending: {
    label: 'Expire within 90 days',
    value: quantity(credits.expiring, CREDIT),
    note: credits.expiresFirst
      ? `${counted(credits.expiringSchools, 'school')}, the first on ${shortDate(credits.expiresFirst)}`
      : null,
  },
});

const thisYear = (label: string, amount: bigint) => ({
  label,
  value: quantity(amount, CREDIT),
  note: 'this school year',
});
