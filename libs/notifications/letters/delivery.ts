import { longDate, quantity, type Temporal } from '#platform';
import { DAY } from '#operating-model';
import { letter, type Letter, type To } from './letter.js';

export interface VisitFacts extends To {
  readonly school: string;
  readonly practitioner: string;
  readonly on: Temporal.PlainDate;
}

export const visitBookedLetter = (facts: VisitFacts & { portion: bigint; purpose: string }): Letter =>
  letter(facts, `${facts.school} has booked you for ${longDate(facts.on)}`, [
    `${facts.school} has booked ${quantity(facts.portion, DAY)} of your time on ${longDate(facts.on)}.`,
    `What for: ${facts.purpose}`,
    facts.link,
  ]);

export const visitCalledOffLetter = (facts: VisitFacts & { calledOffBecause: string | null }): Letter =>
  letter(facts, `The visit to ${facts.school} on ${longDate(facts.on)} is called off`, [
    `The visit of ${facts.practitioner} to ${facts.school} on ${longDate(facts.on)} is called off. The day is free again.`,
    facts.calledOffBecause && `Why: ${facts.calledOffBecause}`,
    facts.link,
  ]);

export const reportLetter = (facts: VisitFacts): Letter =>
  letter(facts, `The report of the visit on ${longDate(facts.on)} is there to read`, [
    `${facts.practitioner} has written the report of the visit to ${facts.school} on ${longDate(facts.on)}.`,
    'Read it here:',
    facts.link,
  ]);

export interface RequestFacts extends To {
  /** The school that asks. */
  readonly school: string;
  readonly days: bigint;
}

export const requestLetter = (facts: RequestFacts): Letter =>
  letter(facts, `${facts.school} asks for support`, [
    `${facts.school} asks for ${quantity(facts.days, DAY)} of support from another school. Propose someone here:`,
    facts.link,
  ]);

export const proposalLetter = (facts: RequestFacts & { practitioner: string }): Letter =>
  letter(facts, `May ${facts.practitioner} support ${facts.school}?`, [
    `${facts.school} asks for ${quantity(facts.days, DAY)} of support, and we propose ${facts.practitioner}. That needs your consent: say yes or no here.`,
    facts.link,
  ]);

export const declinedLetter = (
  facts: RequestFacts & { practitioner: string; home: string; declinedBecause: string | null },
): Letter =>
  letter(facts, `${facts.home} declines to support ${facts.school}`, [
    `${facts.home} has said no to your proposal of ${facts.practitioner}, ${quantity(facts.days, DAY)}, for ${facts.school}.`,
    facts.declinedBecause && `Why: ${facts.declinedBecause}`,
    `The credits of ${facts.school} are free again. Propose someone else here:`,
    facts.link,
  ]);

export const takenBackLetter = (facts: RequestFacts & { practitioner: string }): Letter =>
  letter(facts, `You need not answer any more whether ${facts.practitioner} may support ${facts.school}`, [
    `We asked you whether ${facts.practitioner} may support ${facts.school} for ${quantity(facts.days, DAY)}. We look for somebody else now, so you need not answer.`,
    facts.link,
  ]);

export const endedSupportLetter = (
  facts: RequestFacts & { practitioner: string; endedBecause: string | null },
): Letter =>
  letter(facts, `The support of ${facts.school} by ${facts.practitioner} has ended`, [
    `We have ended the support of ${facts.school} by ${facts.practitioner} that was agreed. Days that were delivered are paid; the other credits of ${facts.school} are free again, and we look for somebody else.`,
    `Why: ${facts.endedBecause}`,
    facts.link,
  ]);

export const agreedLetter = (facts: RequestFacts & { practitioner: string }): Letter =>
  letter(facts, `${facts.practitioner} will support ${facts.school}`, [
    `The support that you asked for is agreed: ${facts.practitioner}, ${quantity(facts.days, DAY)}. You can book the days now.`,
    facts.link,
  ]);
