import type { Quote } from '#agreements';
import type { AgreementRow } from '#insight';
import { shortDate, type Refusal } from '#platform';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { stateTag } from './presenter.js';

/** Of every term that could be chosen some day at least is covered already, or renewed into: by what, and how that is changed. */
export function presentTaken({ offer }: Quote, taken: readonly AgreementRow[], refused: Refusal) {
  return page(
    'school/agreements/taken.njk',
    `You cannot choose ${offer.title} now`,
    {
      agreements: taken.map((one) => ({
        text: `${one.title}, ${shortDate(one.startsOn)} to ${shortDate(one.endsOn)}`,
        href: paths.agreements.show(one.agreementId),
        state: stateTag[one.state],
      })),
      renews: refused.code === 'agreements.notice-too-late' ? refused.message : null,
      waits: taken.some((one) => one.state === 'awaiting-approval'),
    },
    { back: { href: paths.catalogue.offer(offer.offerId) } },
  );
}
