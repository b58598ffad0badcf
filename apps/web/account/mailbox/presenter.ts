import type { Message } from '#notifications';
import { page } from '../../kit/page.js';
import { pageHref, pageOf } from '../../kit/page-number.js';
import { dayOf } from '../../kit/words.js';
import { paths } from '../../paths.js';

export function presentMailbox(messages: readonly Message[], number: number) {
  const { rows, pages } = pageOf(messages, number, pageHref(paths.mailbox.index));
  return page('account/mailbox/page.njk', 'Mailbox of the demonstration', {
    pages,
    columns: [{ text: 'Subject' }, { text: 'To' }, { text: 'Date' }],
    rows: rows.map(({ messageId, subject, address, queuedAt }) => [
      { text: subject, href: paths.mailbox.show(messageId) },
      address,
      dayOf(queuedAt),
    ]),
  });
}

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
