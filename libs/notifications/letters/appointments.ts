import { shortDate, type Temporal } from '#platform';
import { letter, type Letter, type To } from './letter.js';

export interface NominationFacts extends To {
  readonly nominee: string;
  /** In small letters: `headteacher`. */
  readonly role: string;
  readonly organisationName: string;
}

/** To those who lead a party: someone is for them to confirm, in the words of their home. */
export const nominationLetter = (facts: NominationFacts): Letter =>
  letter(facts, `Say whether ${facts.nominee} acts for ${facts.organisationName}`, [
    `We propose that ${facts.nominee} acts for ${facts.organisationName} as ${facts.role}. They can do nothing until you, or someone else who leads there, confirm.`,
    'Confirm, or say that it is not right, here:',
    facts.link,
  ]);

/** To a party's own office: whoever reads its mail says yes for it. In a rehearsal nothing leaves, and the link is kept to be seen. */
export const officeLetter = (facts: NominationFacts & { days: number; rehearsal: boolean }): Letter => ({
  ...letter(facts, `Does ${facts.nominee} act for ${facts.organisationName}?`, [
    `We propose that ${facts.nominee} acts for ${facts.organisationName} as ${facts.role}: to see what you have with us and, in some roles, to buy. They can do nothing until you confirm with this link. It works once, ${facts.days === 1 ? 'today' : `for ${facts.days} days`}.`,
    facts.link,
    'If it is not right, do nothing, or tell us.',
  ]),
  secret: !facts.rehearsal,
  worksForHours: facts.days * 24,
});

/** To someone who acts for a party no more, so that nobody finds out at a closed door. */
export const endedLetter = (
  facts: Omit<NominationFacts, 'link' | 'nominee'> & {
    readonly until: Temporal.PlainDate;
    readonly over: boolean;
  },
): Letter =>
  letter(facts, `You ${facts.over ? 'no longer act' : 'soon stop acting'} for ${facts.organisationName}`, [
    facts.over
      ? `Your role for ${facts.organisationName} as ${facts.role} has ended: you see and do nothing for them here any more. What you did stays as it is.`
      : `Your role for ${facts.organisationName} as ${facts.role} ends after ${shortDate(facts.until)}. Until then nothing changes.`,
    'If that is not right, tell them, or tell us.',
  ]);

export interface KeyFacts extends To {
  readonly organisationName: string;
  readonly keyName: string;
  readonly orders: boolean;
}
const does = ({ orders }: Pick<KeyFacts, 'orders'>): string =>
  orders ? 'reads and orders in your name, as your office would' : 'reads what you have with us';

/** To those who lead a party: a key for it is for them to confirm. */
export const askedKeyLetter = (
  facts: KeyFacts & { readonly by: string; readonly lapsesOn: string },
): Letter =>
  letter(facts, `Say whether the key ${facts.keyName} may act for ${facts.organisationName}`, [
    `${facts.by} made “${facts.keyName}”, a key with which a program ${does(facts)}. It does nothing until you, or someone else who leads there, confirm.`,
    `Confirm, or say that it is not right, by ${shortDate(facts.lapsesOn)}, here:`,
    facts.link,
    'If nobody with you asked for it, say that it is not right.',
  ]);

/** To those who lead a party: a program may act for it from now on, by the word of whoever runs the installation. */
export const keyLetter = (facts: Omit<KeyFacts, 'link'> & { readonly by: string | null }): Letter =>
  letter(facts, `A key was made for ${facts.organisationName}`, [
    `${facts.by ?? facts.operatorName} made “${facts.keyName}”, a key with which a program ${does(facts)}.`,
    'If nobody with you asked for it, end it at once on your page “Programs that act for you”, and tell us: our trail says what was done with it.',
  ]);
