import type { Unfinished } from '#insight';
import type { Mail, UnsentBecause } from '#notifications';
import { page } from '../../kit/page.js';
import { pageHref, pageOf } from '../../kit/page-number.js';
import { counted, timeWords } from '../../kit/words.js';
import { paths } from '../../paths.js';

/** The work as staff say it; the rest is told by its name. */
const works: Readonly<Record<string, string>> = {
  'agreements.lapse-waiting': 'Ending agreements that nobody can approve any more',
  'agreements.renewals-due': 'Renewing agreements, and telling schools that their term ends',
  'identity.answer-forgotten': 'Answering someone who forgot their password',
  'identity.seal-audit': 'Sealing what was done',
  'invoicing.bill-agreement': 'An invoice or journal for an agreement',
  'invoicing.bill-due': 'An invoice or journal',
  'invoicing.bill-places': 'Invoices or journals for course places',
  'invoicing.bill-purchase': 'An invoice or journal for a service',
  'invoicing.bill-renewals': 'Invoices or journals for agreements that renewed',
  'ledger.expire-lots': 'Taking off credits and days that expired',
  'ledger.lapse-holds': 'Ending bookings whose time has passed',
  'ledger.seal': 'Sealing the books',
  'ledger.verify': 'Proving the books',
  'notifications.send-mail': 'Sending a letter',
  'notifications.send-waiting': 'Sending letters',
  'notifications.tell-appointment-ended': 'Telling someone that they act for an organisation no more',
  'notifications.tell-approval-requested': 'Telling whoever approves it that an agreement waits',
  'notifications.tell-declined': 'Telling whoever prepared an agreement that it is declined',
  'notifications.tell-document-issued': 'Telling a customer of an invoice or journal',
  'notifications.tell-key-issued': 'Telling those who lead an organisation that a key was made for it',
  'notifications.tell-nomination-proposed': 'Asking an organisation who acts for it',
  'notifications.tell-renewal-notified': 'Telling a school that its term ends',
  'notifications.tell-renewed': 'Telling schools that their agreement renewed',
  'notifications.tell-signed': 'Telling whoever prepared an agreement that it is signed',
  'notifications.tell-support-agreed': 'Telling a school that support is agreed',
  'notifications.tell-support-declined': 'Telling brokers that support is declined',
  'notifications.tell-support-ended': 'Telling schools that agreed support has ended',
  'notifications.tell-support-proposed': 'Asking a headteacher to agree to support',
  'notifications.tell-support-requested': 'Telling brokers that a school asks for support',
  'notifications.tell-support-taken-back': 'Telling a headteacher that they need not answer any more',
  'notifications.tell-visit-booked': 'Telling someone that they are booked',
  'notifications.tell-visit-called-off': 'Telling both sides that a visit is called off',
  'notifications.tell-visit-reported': 'Telling a headteacher of a report',
  'notifications.write-reset-mail': 'Writing the letter that sets a password',
  'notifications.write-to-party': 'Writing to an organisation’s office',
  'platform.forget': 'Forgetting what is kept no longer',
};

const waits: Readonly<Record<UnsentBecause | 'new', string>> = {
  new: 'on the way',
  'no-server': 'waiting because no mail server is set (SMTP_URL)',
  'server-away': 'waiting because the mail server does not answer',
  rehearsal: 'kept here',
  expired: 'kept here',
  left: 'kept here',
};

export function presentUnfinished(
  unfinished: readonly Unfinished[],
  unsent: Awaited<ReturnType<Mail['unsent']>>,
  number: number,
) {
  const { rows, pages } = pageOf(unfinished, number, pageHref(paths.unfinished.index));
  const groups = new Map<string, Unfinished[]>();
  for (const one of rows) {
    const alike = `${one.work} ${one.reason}`;
    groups.set(alike, [...(groups.get(alike) ?? []), one]);
  }
  return page('operator/what-did-not-happen/page.njk', 'What did not happen', {
    groups: [...groups.values()].map((group) => ({
      work: works[group[0]!.work] ?? group[0]!.work,
      why: group[0]!.reason,
      action: paths.unfinished.again(group[0]!.failureId),
      button: group.length > 1 ? 'Try these again' : 'Try again',
      rows: group.map((one) => ({
        school: one.schoolId && { text: one.school, href: paths.parties.show(one.schoolId) },
        about: one.about ?? (one.schoolId ? '' : 'No one school'),
        since: timeWords(one.since),
        tried: `${counted(one.attempts, 'time')}, last on ${timeWords(one.lastAt)}`,
        again: `From ${timeWords(one.retryAt)}`,
      })),
    })),
    letters: unsent.map(
      ({ because, messages, since }) =>
        `${counted(messages, 'letter is', 'letters are')} ${waits[because ?? 'new']}, since ${timeWords(since)}.`,
    ),
    pages,
  });
}
