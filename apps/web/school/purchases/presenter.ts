import { mayFinish, type Purchase } from '#agreements';
import type { Position, WalletRow } from '#funding';
import { GBP, longDate, pounds, quantity, refusalOf, type Actor, type Temporal } from '#platform';
import { checkPage, confirmPage, donePage, toSummary } from '../../kit/check.js';
import { choices } from '../../kit/choices.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { listDate } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { budgetsFor, noWay, priceRows, priceWords, whyNot, type Budget, type Buying } from './budgets.js';

export function presentBuy(buying: Buying, form: FormState) {
  const budgets = budgetsFor(buying);
  return page(
    'school/purchases/new.njk',
    `Buy ${buying.offer.title}`,
    {
      offerId: buying.offer.offerId,
      summary: buying.offer.summary,
      rows: toSummary(
        priceRows(buying, [...budgets.map(({ cost }) => cost), ...(buying.price ? [buying.price] : [])]),
      ),
      blocked: whyNot(buying) ?? (budgets.length ? null : noWay(buying)),
      // Each with why it cannot be chosen, where none can.
      closed: budgets.some(({ open }) => open)
        ? []
        : toSummary(budgets.map(({ text, hint }) => ({ key: text, value: hint }))),
      // An order of the school's own is printed on its own invoice.
      asksOrder: budgets.some(({ value }) => value === 'money'),
      ways: choices(
        'from',
        budgets.map(({ value, text, hint, open }) => ({
          value,
          text,
          hint: { text: hint },
          disabled: !open,
          checked: form.values.from === value,
        })),
      ),
    },
    { form, back: { href: paths.catalogue.offer(buying.offer.offerId) } },
  );
}

export function presentBuyCheck(buying: Buying, { value, text, cost }: Budget, form: FormState) {
  const money = value === 'money';
  return checkPage(
    'Check your answers',
    {
      rows: [
        { key: 'You buy', value: buying.offer.title },
        ...priceRows(buying, [cost]),
        { key: 'Paid', value: text },
        ...(money ? [{ key: 'Purchase order', value: String(form.values.purchaseOrder || 'None') }] : []),
      ],
      action: paths.purchases.index,
      changeAction: paths.purchases.new,
      button: 'Buy it',
      then: money
        ? 'Your school owes the price when the provider has delivered. Until then you can call it off.'
        : cost.unit.code === GBP.code
          ? 'The amount is kept for this at once. It is spent when the provider has delivered, and your authority pays.'
          : `Your ${cost.unit.many} are kept for this at once, and spent when the provider has delivered. Until then you can call it off.${buying.endsWithIt ? ' If their last day comes before that, they end and nothing pays for it: then call it off, and buy it again.' : ''}`,
    },
    form,
  );
}

export function presentBought(purchase: Purchase, provider: string) {
  return donePage(`${purchase.title} is bought`, {
    text: `${provider} has your order.`,
    rows: [
      { key: 'Price', value: priceWords(purchase) },
      { key: 'Bought on', value: longDate(purchase.boughtOn) },
    ],
    next: [`${provider} gets in touch to agree a date. ${whenDelivered(purchase)}`],
    actions: [
      { text: 'See the purchase', href: paths.purchases.show(purchase.purchaseId) },
      ...(purchase.walletId
        ? [{ text: 'See what is left in the fund', href: paths.wallet(purchase.walletId) }]
        : []),
      { text: 'Go to your home page', href: paths.home },
    ],
  });
}

function whenDelivered({ means, unit }: Purchase): string {
  if (means === 'money') return 'When it is delivered, the invoice or journal follows.';
  return means === 'fund'
    ? 'When it is delivered the amount is spent from the fund; your school pays nothing.'
    : `When it is delivered your ${unit.many} are spent; nothing is invoiced.`;
}

const state: Record<Purchase['state'], { text: string; classes: string }> = {
  committed: { text: 'To be delivered', classes: 'govuk-tag--blue' },
  delivered: { text: 'Delivered', classes: 'govuk-tag--green' },
  cancelled: { text: 'Called off', classes: 'govuk-tag--grey' },
};
type Names = ReadonlyMap<string, string>;
const item = (purchase: Purchase, names: Names) => ({
  when: listDate(purchase.boughtOn),
  what: purchase.title,
  href: paths.purchases.show(purchase.purchaseId),
  state: state[purchase.state],
  who: `${names.get(purchase.providerId) ?? ''} · ${quantity(purchase.amount, purchase.unit)}${purchase.walletId ? ' from an LA fund' : ''}`,
});

type Listed = Purchase & { readonly total: number };

export function presentPurchases(purchases: readonly Listed[], number: number, names: Names) {
  return page(
    'school/purchases/list.njk',
    'Services bought',
    {
      purchases: purchases.map((one) => item(one, names)),
      pages: pagesOf(purchases[0]?.total ?? 0, number, pageHref(paths.purchases.index)),
    },
    { back: { href: paths.home } },
  );
}

function paidBy({ means, unit, laId }: Purchase, names: Names): string {
  if (means === 'money') return 'The school’s own budget';
  return means === 'fund'
    ? `${names.get(laId!) ?? 'The local authority'}, from its fund`
    : `The school’s ${unit.many}`;
}

export function presentPurchase(purchase: Purchase, names: Names, actor: Actor) {
  const own = actor.organisationIds.includes(purchase.schoolId);
  return page(
    'school/purchases/show.njk',
    purchase.title,
    {
      state: state[purchase.state],
      rows: toSummary([
        ...(own ? [] : [{ key: 'School', value: names.get(purchase.schoolId) ?? '' }]),
        { key: 'Provider', value: names.get(purchase.providerId) ?? '' },
        { key: 'Price', value: priceWords(purchase) },
        { key: 'Paid by', value: paidBy(purchase, names) },
        ...(purchase.means === 'money'
          ? [{ key: 'Purchase order', value: purchase.purchaseOrder ?? 'None' }]
          : []),
        { key: 'Bought on', value: longDate(purchase.boughtOn) },
        ...(purchase.finishedOn
          ? [
              {
                key: purchase.state === 'delivered' ? 'Delivered on' : 'Called off on',
                value: longDate(purchase.finishedOn),
              },
            ]
          : []),
      ]),
      cancelHref: refusalOf(() => mayFinish(actor, purchase, 'schoolId'))
        ? null
        : paths.purchases.cancellation(purchase.purchaseId),
      walletHref: purchase.walletId && own ? paths.wallet(purchase.walletId) : null,
    },
    { back: { href: own ? paths.purchases.index : paths.home } },
  );
}

export function presentCancel(purchase: Purchase, form: FormState) {
  return confirmPage(
    `Call off ${purchase.title}?`,
    {
      rows: [
        { key: 'Price', value: quantity(purchase.amount, purchase.unit) },
        { key: 'Bought on', value: longDate(purchase.boughtOn) },
      ],
      then:
        purchase.means === 'money'
          ? 'Nothing is owed.'
          : purchase.means === 'fund'
            ? 'The amount goes back to the fund, for your school to spend on something else.'
            : `Your ${quantity(purchase.amount, purchase.unit)} are yours to spend again, except any whose last day has passed.`,
      action: paths.purchases.cancellation(purchase.purchaseId),
      button: 'Call it off',
      keep: 'Keep it',
      keepHref: paths.purchases.show(purchase.purchaseId),
    },
    { form },
  );
}

export function presentWallet(
  wallet: WalletRow & Position,
  purchases: readonly Listed[],
  names: Names,
  actor: Actor,
  number: number,
  today: Temporal.PlainDate,
) {
  const ended = wallet.expiresOn < today.toString();
  return page(
    'school/purchases/wallet.njk',
    wallet.fundTitle,
    {
      purpose: wallet.purpose,
      from: `${names.get(wallet.laId) ?? 'Your local authority'} earmarked this for ${names.get(wallet.schoolId) ?? 'your school'}. It ${ended ? 'could' : 'can'} be spent until ${longDate(wallet.expiresOn)}.`,
      amounts: [
        ended
          ? { label: 'Not spent when it ended', value: pounds(wallet.unspent) }
          : { label: 'Left to spend', value: pounds(wallet.available) },
        { label: 'Committed', value: pounds(wallet.committed), note: 'Ordered, not yet delivered' },
        { label: 'Spent', value: pounds(wallet.spent) },
      ],
      purchases: purchases.map((one) => item(one, names)),
      pages: pagesOf(purchases[0]?.total ?? 0, number, pageHref(paths.wallet(wallet.walletId))),
      buyHref:
        actor.organisationIds.includes(wallet.schoolId) && !ended
          ? `${paths.catalogue.index}?pay=fund`
          : null,
    },
    { back: { href: paths.home } },
  );
}
