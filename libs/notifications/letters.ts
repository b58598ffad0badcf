/** A mail's words: plain text, one thing to do, and why it came. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  /** Holds a link that signs in. */
  readonly secret?: boolean;
}

const letter = (subject: string, paragraphs: readonly string[], operatorName: string): Letter => ({
  subject,
  text: `${paragraphs.join('\n\n')}\n\n${operatorName}\n`,
});

export const resetLetter = (to: { name: string; link: string; operatorName: string }): Letter => ({
  ...letter(
    'Set your password',
    [
      `Hello ${to.name},`,
      'Someone asked to set the password of your account. If it was you, follow this link within an hour. It works once.',
      to.link,
      'If it was not you, do nothing: your password stays as it is.',
    ],
    to.operatorName,
  ),
  secret: true,
});
