import type { Message } from '#notifications';
import { page } from '../../kit/page.js';
import { dayOf } from '../../kit/words.js';
import { paths } from '../../paths.js';

export const presentMailbox = (messages: readonly Message[]) =>
  page('account/mailbox/page.njk', 'Mailbox of the demonstration', {
    columns: [{ text: 'Subject' }, { text: 'To' }, { text: 'Date' }],
    rows: messages.map(({ messageId, subject, address, queuedAt }) => [
      { text: subject, href: paths.mailbox.show(messageId) },
      address,
      dayOf(queuedAt),
    ]),
  });

/** The body in parts, so that addresses in it can be followed. */
export const presentMessage = ({ subject, address, queuedAt, body }: Message) =>
  page(
    'account/mailbox/message.njk',
    subject,
    {
      address,
      date: dayOf(queuedAt),
      parts: body.split(/(https?:\/\/\S+)/).map((text) => ({ text, link: /^https?:\/\//.test(text) })),
    },
    { back: { href: paths.mailbox.index, text: 'Mailbox' } },
  );
