/** A mail's words: plain text, one thing to do, and why it came. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  /** Holds a link that signs in. */
  readonly secret?: boolean;
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
