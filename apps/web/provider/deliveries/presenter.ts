import { mayFinish, type Purchase } from '#agreements';
import { longDate, quantity, refusalOf, shortDate, type Actor } from '#platform';
import { donePage, toSummary } from '../../kit/check.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { priceWords } from '../../school/purchases/budgets.js';

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
    quantity(one.amount, one.unit),
  ];
  return page('provider/deliveries/page.njk', 'Services bought from you', {
    open: open.map(row),
    finished: finished.map(row),
    pages: pagesOf(finished[0]?.total ?? 0, number, pageHref(paths.deliveries.index)),
    openPages: pagesOf(open[0]?.total ?? 0, openNumber, (page) => `${paths.deliveries.index}?open=${page}`),
  });
}

function paidFrom({ means, unit }: Purchase): string {
  if (means === 'money') return 'The school’s own budget';
  return means === 'fund' ? 'Its local authority’s fund' : `The school’s ${unit.many}`;
}

function whoPays({ means, unit }: Purchase): string {
  if (means === 'money') return 'The school is billed.';
  return means === 'fund'
    ? 'The local authority is billed and the commitment in its fund is spent.'
    : `The school’s ${unit.many} are spent, and nothing is billed.`;
}

function whatFollows({ means, unit }: Purchase): string {
  if (means === 'money') return 'The school’s invoice or journal is being made.';
  return means === 'fund'
    ? 'The invoice to the local authority is being made; the money its fund had committed is spent.'
    : `The school’s ${unit.many} are spent.`;
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
        { key: 'Price', value: priceWords(purchase) },
        { key: 'Paid from', value: paidFrom(purchase) },
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
      payer: whoPays(purchase),
    },
    { back: { href: paths.deliveries.index, text: 'All services bought from you' } },
  );
}

export const presentDelivered = (purchase: Purchase & { school: string }) =>
  donePage(`${purchase.title} is delivered`, {
    text: `To ${purchase.school}, ${priceWords(purchase)}.`,
    next: [whatFollows(purchase)],
    actions: [
      { text: 'See what else is to deliver', href: paths.deliveries.index },
      { text: 'Go to your home page', href: paths.home },
    ],
  });
