import { isWithdrawn, type Offer } from '#catalogue';
import { noticeTooLate } from '#agreements';
import type { AgreementRow, SchoolYear } from '#insight';
import { shortDate, Temporal, type Tx } from '#platform';
import { theOperator } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { canChange } from './term-end.presenter.js';

/** What the school has signed or prepared from today on, the earliest first. */
export async function takenFrom(tx: Tx, year: SchoolYear): Promise<AgreementRow[]> {
  const schoolId = tx.actor.organisationId!;
  return (await year.agreements(tx, { schoolId, takingFrom: tx.today.toString() })).reverse();
}

/** The first term, from a day on, of which the school has signed or prepared no day already; `termFrom` says which begins on a day. */
export async function firstFree<Of extends { readonly endsOn: Temporal.PlainDate }>(
  taken: readonly AgreementRow[],
  day: Temporal.PlainDate,
  termFrom: (day: Temporal.PlainDate) => Promise<Of>,
): Promise<Of> {
  const takes = (until: Temporal.PlainDate) =>
    taken.findLast(({ startsOn, endsOn }) => startsOn <= until.toString() && day.toString() <= endsOn);
  const after = ({ endsOn }: AgreementRow) =>
    firstFree(taken, Temporal.PlainDate.from(endsOn).add({ days: 1 }), termFrom);
  const now = takes(day);
  if (now) return after(now);
  const term = await termFrom(day);
  const later = takes(term.endsOn);
  return later ? after(later) : term;
}

/** Why something cannot be chosen now, and where to go instead. */
export interface NotNow {
  readonly text: string;
  readonly way?: { readonly text: string; readonly href: string };
}

/** Why a plan cannot be chosen from `free` on, the first day whose term is free; `covered`: an agreement may not start as late as that. Null where it can. */
export function notNow(
  { offerId, title, withdrawnOn }: Pick<Offer, 'offerId' | 'title' | 'withdrawnOn'>,
  taken: readonly AgreementRow[],
  { free, covered, today }: { free: Temporal.PlainDate; covered: boolean; today: Temporal.PlainDate },
): NotNow | null {
  const last = taken.findLast((one) => one.endsOn < free.toString());
  if (!last) return null;
  const way = canChange(last, today)
    ? { text: `Renew, change or leave ${last.title}`, href: paths.agreements.termEnd(last.agreementId) }
    : { text: 'Your agreements', href: paths.agreements.index };
  if (covered) {
    const waits = `${last.title} waits for approval; if it is declined, its days are free again.`;
    const text = 'Your school has a plan already for all or part of every term that can be chosen today.';
    return { text: last.state === 'signed' ? text : `${text} ${waits}`, way };
  }
  if (isWithdrawn({ withdrawnOn }, free))
    return {
      text: `Your school has a plan until ${shortDate(last.endsOn)}, and ${title} is not offered after that.`,
      way,
    };
  const follows = last.nextOfferId ?? last.offerId;
  if (last.state !== 'signed' || last.atTermEnd === 'leave' || last.withdrawnOn || follows === offerId)
    return null;
  if (today.toString() <= last.noticeBy) return null;
  const { message } = noticeTooLate(Temporal.PlainDate.from(last.noticeBy));
  return { text: `${message} To have another plan then, ask ${theOperator}.`, way };
}
