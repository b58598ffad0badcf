import type { Quote } from '#agreements';
import type { AgreementRow } from '#insight';
import { shortDate, Temporal } from '#platform';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { stateTag } from './presenter.js';

/** What renews by itself as another plan than this one, its day for notice over: it leaves no day after it to be chosen. */
export const renewsInstead = (
  taken: readonly AgreementRow[],
  plan: string,
  today: Temporal.PlainDate,
): AgreementRow | undefined =>
  taken.find(
    (one) =>
      one.state === 'signed' &&
      one.atTermEnd !== 'leave' &&
      !one.next &&
      !one.withdrawnOn &&
      one.noticeBy < today.toString() &&
      (one.nextOfferId ?? one.offerId) !== plan,
  );

/** Every day that could be chosen is covered already: by what, and how that is changed. */
export function presentTaken({ offer }: Quote, taken: readonly AgreementRow[], renews?: AgreementRow) {
  return page(
    'school/agreements/taken.njk',
    `You cannot choose ${offer.title} now`,
    {
      agreements: taken.map((one) => ({
        text: `${one.title}, ${shortDate(one.startsOn)} to ${shortDate(one.endsOn)}`,
        href: paths.agreements.show(one.agreementId),
        state: stateTag[one.state],
      })),
      renews: renews
        ? `It renews for another year from ${shortDate(Temporal.PlainDate.from(renews.endsOn).add({ days: 1 }))}: notice had to be given by ${shortDate(renews.noticeBy)}. To have another plan then, ask your operator.`
        : null,
      waits: taken.some((one) => one.state === 'awaiting-approval'),
    },
    { back: { href: paths.catalogue.offer(offer.offerId) } },
  );
}
