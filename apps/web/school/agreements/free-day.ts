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

/** Today, or the day after what the school has signed or prepared already. */
export const firstFreeDay = (taken: readonly AgreementRow[], today: Temporal.PlainDate): Temporal.PlainDate =>
  taken.reduce(
    (day, { startsOn, endsOn }) =>
      startsOn <= day.toString() && day.toString() <= endsOn
        ? Temporal.PlainDate.from(endsOn).add({ days: 1 })
        : day,
    today,
  );

/** Why something cannot be chosen now, and where to go instead. */
export interface NotNow {
  readonly text: string;
  readonly way?: { readonly text: string; readonly href: string };
}

/** Why a plan cannot be chosen from the first free day on; `covered`: an agreement may not start as late as that. Null where it can. */
export function notNow(
  { offerId, title, withdrawnOn }: Pick<Offer, 'offerId' | 'title' | 'withdrawnOn'>,
  taken: readonly AgreementRow[],
  covered: boolean,
  today: Temporal.PlainDate,
): NotNow | null {
  const free = firstFreeDay(taken, today);
  const last = taken.findLast((one) => one.endsOn < free.toString());
  if (!last) return null;
  const way = canChange(last, today)
    ? { text: `Renew, change or leave ${last.title}`, href: paths.agreements.termEnd(last.agreementId) }
    : { text: 'Your agreements', href: paths.agreements.index };
  if (covered) {
    const waits = `${last.title} waits for approval; if it is declined, its days are free again.`;
    const text = 'Your school has a plan for every day that can be chosen today.';
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
