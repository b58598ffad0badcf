import { pounds, shortDate, type Temporal } from '#platform';
import { letter, type Letter, type To } from './letter.js';

export interface AgreementFacts extends To {
  readonly school: string;
  readonly title: string;
  readonly startsOn: Temporal.PlainDate;
  readonly endsOn: Temporal.PlainDate;
  /** Pence, before VAT. */
  readonly price: bigint;
}

const term = (facts: AgreementFacts): string => `${shortDate(facts.startsOn)} to ${shortDate(facts.endsOn)}`;

/** `called`: who approves it, as `headteacher`; not `approvable`: whom to ask, since nobody here may approve that much alone. */
export const approvalLetter = (facts: AgreementFacts & { called: string; approvable: boolean }): Letter => {
  const prepared = `Someone at ${facts.school} has prepared an agreement for ${facts.title}, ${term(facts)}, for ${pounds(facts.price)} before VAT.`;
  return facts.approvable
    ? letter(facts, `${facts.title} for ${facts.school} needs your approval`, [
        `${prepared} It needs the ${facts.called}’s approval.`,
        'Until you approve it nothing is signed and nothing is owed. Look at it, and approve or decline it, here:',
        facts.link,
      ])
    : letter(facts, `${facts.title} for ${facts.school} is above what anyone may approve`, [
        `${prepared} A year of it costs more than anyone at ${facts.school} may approve alone at present: ask your ${facts.called}.`,
        'Nothing is signed and nothing is owed. It keeps the days it is for until it is declined, or is too old to approve. Look at it, and decline it, here:',
        facts.link,
      ]);
};

/** To whoever prepared it: what became of it. */
export const decisionLetter = (
  facts: AgreementFacts & {
    state: 'signed' | 'declined';
    billsOn: Temporal.PlainDate;
    declinedBecause: string | null;
  },
): Letter =>
  facts.state === 'signed'
    ? letter(facts, `${facts.title} for ${facts.school} is approved and signed`, [
        `The agreement that you prepared, ${facts.title}, ${term(facts)}, for ${pounds(facts.price)} before VAT, is approved and signed. Its days, credits and places can be used from ${shortDate(facts.startsOn)}.`,
        facts.price > 0n
          ? `Its invoice or journal follows by itself, from ${shortDate(facts.billsOn)}.`
          : null,
        facts.link,
      ])
    : letter(facts, `${facts.title} for ${facts.school} is declined`, [
        `The agreement that you prepared, ${facts.title}, ${term(facts)}, for ${pounds(facts.price)} before VAT, was declined. Nothing is signed and nothing is owed. The days it was for are free again, so you can prepare another.`,
        facts.declinedBecause && `Why: ${facts.declinedBecause}`,
        facts.link,
      ]);

/** What happens at the end of the term unless the school says otherwise. */
export interface TermEnd {
  readonly noticeBy: Temporal.PlainDate;
  /** Whether that day is over already: the letter was held up. */
  readonly late: boolean;
  readonly choice: 'renew' | 'change' | 'leave';
  /** The plan of the next term, and what a year of it costs; null when that cannot be told yet. `withdrawn`: it is not offered then; `closed`: what the register says of the school. */
  readonly next: {
    readonly title: string;
    readonly price: bigint | null;
    readonly withdrawn?: boolean;
    readonly closed?: string;
  };
}

export const renewalNoticeLetter = (facts: AgreementFacts & TermEnd): Letter =>
  letter(facts, `${facts.title} for ${facts.school} ends on ${shortDate(facts.endsOn)}`, [
    `The term of your agreement for ${facts.title} ends on ${shortDate(facts.endsOn)}.`,
    facts.choice === 'leave'
      ? `You have said that ${facts.school} leaves then. Nothing more is needed${facts.late ? '' : '; if you have changed your mind you can still say so'}.`
      : facts.next.closed
        ? `${facts.next.closed} So it does not renew.`
        : facts.next.withdrawn
          ? `${facts.choice === 'change' ? 'The plan that you have chosen' : facts.title} is not offered any more then, so it does not renew: choose another plan.`
          : `${facts.choice === 'change' ? `You have chosen ${facts.next.title} for the year after.` : facts.late ? 'It renews for another year.' : 'Unless you say otherwise it renews for another year.'} ${
              facts.next.price === null
                ? 'The price will be the one published for that year.'
                : `That year costs ${pounds(facts.next.price)} before VAT.`
            }`,
    facts.next.closed
      ? null
      : facts.late
        ? `The last day to say that you leave, or change to another plan, was ${shortDate(facts.noticeBy)}, and this letter was held up. If that leaves you with a plan that you do not want, ask ${facts.operatorName}.`
        : `To leave, or to change to another plan, say so by ${shortDate(facts.noticeBy)}. After that day it is too late.`,
    facts.link,
  ]);

export const renewedLetter = (facts: AgreementFacts): Letter =>
  letter(facts, `${facts.title} for ${facts.school} has renewed`, [
    `Your agreement has renewed: ${facts.title}, ${term(facts)}, for ${pounds(facts.price)} before VAT. Its days, credits and places can be used from ${shortDate(facts.startsOn)}.`,
    facts.price > 0n ? 'An invoice or journal follows by itself.' : null,
    facts.link,
  ]);
