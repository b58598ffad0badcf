/** A mail's words: plain text, one thing to do, and why it came. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  /** Holds a link that signs in, or speaks for a party. Its words are kept no longer than they are needed. */
  readonly secret?: boolean;
  /** How many hours its link works; sent later, it would be of no use. */
  readonly worksForHours?: number;
}

/** What every letter needs. */
export interface To {
  readonly name: string;
  readonly operatorName: string;
  /** The address of the page that it is about. */
  readonly link: string;
}

export const letter = (
  to: Pick<To, 'name' | 'operatorName'>,
  subject: string,
  paragraphs: readonly (string | null)[],
): Letter => ({
  subject,
  text: `${[`Hello ${to.name},`, ...paragraphs, to.operatorName].filter((one) => one !== null).join('\n\n')}\n`,
});
