import { mayFinish, type Purchase } from '#agreements';
import { longDate, pounds, refusalOf, shortDate, type Actor } from '#platform';
import { donePage, toSummary } from '../../kit/check.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';

const states: Record<Purchase['state'], string> = {
  committed: 'To deliver',
  delivered: 'Delivered',
  cancelled: 'Called off',
};

type Listed = Purchase & { readonly total: number };

export function presentDeliveries(
  { open, finished }: { open: readonly Listed[]; finished: readonly Listed[] },
  schools: ReadonlyMap<string, string>,
  { number, openNumber }: { number: number; openNumber: number },
) {
  const row = (one: Listed) => [
    { text: one.title, href: paths.deliveries.show(one.purchaseId) },
    schools.get(one.schoolId) ?? '',
    shortDate(one.boughtOn),
    one.finishedOn ? `${states[one.state]} on ${shortDate(one.finishedOn)}` : states[one.state],
    pounds(one.amount),
  ];
  return page('provider/deliveries/page.njk', 'Services bought from you', {
    open: open.map(row),
    finished: finished.map(row),
    pages: pagesOf(finished[0]?.total ?? 0, number, pageHref(paths.deliveries.index)),
    openPages: pagesOf(open[0]?.total ?? 0, openNumber, (page) => `${paths.deliveries.index}?open=${page}`),
  });
}

export function presentDelivery(purchase: Purchase & { school: string }, actor: Actor) {
  const refused = refusalOf(() => mayFinish(actor, purchase, 'providerId'));
  return page(
    'provider/deliveries/purchase.njk',
    purchase.title,
    {
      rows: toSummary([
        { key: 'School', value: purchase.school },
        { key: 'Bought on', value: longDate(purchase.boughtOn) },
        { key: 'Price before VAT', value: pounds(purchase.amount) },
        {
          key: 'Paid from',
          value: purchase.walletId ? 'Its local authority’s fund' : 'The school’s own budget',
        },
        ...(purchase.purchaseOrder ? [{ key: 'Purchase order', value: purchase.purchaseOrder }] : []),
        {
          key: 'State',
          value: purchase.finishedOn
            ? `${states[purchase.state]} on ${longDate(purchase.finishedOn)}`
            : states[purchase.state],
        },
      ]),
      action: paths.deliveries.show(purchase.purchaseId),
      open: !refused,
      // What was finished says so among its rows.
      why: refused?.kind === 'forbidden' ? refused.message : null,
      payer: purchase.walletId
        ? 'The local authority is billed and the commitment in its fund is spent.'
        : 'The school is billed.',
    },
    { back: { href: paths.deliveries.index, text: 'All services bought from you' } },
  );
}

export const presentDelivered = (purchase: Purchase & { school: string }) =>
  donePage(`${purchase.title} is delivered`, {
    text: `To ${purchase.school}, ${pounds(purchase.amount)} before VAT.`,
    next: [
      purchase.walletId
        ? 'The invoice to the local authority is being made; the money its fund had committed is spent.'
        : 'The school’s invoice or journal is being made.',
    ],
    actions: [
      { text: 'See what else is to deliver', href: paths.deliveries.index },
      { text: 'Go to your home page', href: paths.home },
    ],
  });
