import { mayFinish, type Purchase } from '#agreements';
import { isWithdrawn, notOwn, type Offer, type Price } from '#catalogue';
import type { Position, WalletRow } from '#funding';
import type { Approval } from '#identity';
import { committingRoles, longDate, pounds, refusalOf, shortDate, Temporal, type Actor } from '#platform';
import { checkPage, confirmPage, donePage, toSummary, type Row } from '../../kit/check.js';
import { choices } from '../../kit/choices.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { listDate } from '../../kit/words.js';
import { paths } from '../../paths.js';

export interface Buying {
  readonly offer: Offer;
  readonly schoolId: string;
  /** Why the school buys nothing any more. */
  readonly closed: string | null;
  readonly provider: string;
  readonly price: Price;
  /** Why no authority's fund pays for it. */
  readonly noFund: string | null;
  readonly wallets: readonly (WalletRow & Position)[];
  /** Who approves the price; null where this person may commit it alone. */
  readonly beyond: Approval | null;
  readonly today: string;
}

/** The school's own budget, or what a fund has for it. */
interface Budget {
  readonly value: string;
  readonly text: string;
  readonly hint: string;
  /** It can be chosen. */
  readonly open: boolean;
}
export function budgetsFor({ offer, price, wallets, noFund, today }: Buying): Budget[] {
  const funds = offer.accepts.includes('fund')
    ? wallets
        .filter((wallet) => wallet.expiresOn >= today)
        .map((wallet) => {
          const left = `${pounds(wallet.available)} left for your school, until ${shortDate(wallet.expiresOn)}`;
          const enough = wallet.available >= price.amount;
          return {
            value: wallet.walletId,
            text: `From ${wallet.fundTitle}`,
            hint: noFund ?? (enough ? left : `${left}: not enough for this`),
            open: noFund === null && enough,
          };
        })
    : [];
  const money = offer.accepts.includes('money')
    ? [
        {
          value: 'money',
          text: 'From your school’s own budget',
          hint: 'Invoiced when it has been delivered; VAT is added where it is due',
          open: true,
        },
      ]
    : [];
  return [...funds, ...money];
}

const priceRows = ({ provider, price }: Buying): Row[] => [
  { key: 'Provider', value: provider },
  { key: 'Your price', value: `${pounds(price.amount)}, before any VAT` },
  { key: 'How it is worked out', value: price.because },
];

/** What is said of a price above what a role may order alone. */
export const beyondLimit = (pence: bigint, approval: Approval): string =>
  `${pounds(pence)} is more than you may order alone at present. Your ${approval.called} ${orders(approval) ? 'can buy it' : 'says how much that is'}.`;
/** Whether whoever approves also orders, and does not only say how much others may. */
export const orders = ({ role }: Approval): boolean => role !== null && committingRoles.includes(role);

/** Why this person cannot buy it now: said before anything is typed. */
export function whyNot({ offer, schoolId, closed, price, beyond, today }: Buying): string | null {
  if (closed) return closed;
  const own = refusalOf(() => notOwn(offer, schoolId));
  if (own) return own.message;
  if (isWithdrawn(offer, Temporal.PlainDate.from(today)))
    return `${offer.title} was withdrawn on ${shortDate(offer.withdrawnOn!)}.`;
  return beyond && beyondLimit(price.amount, beyond);
}

export function presentBuy(buying: Buying, form: FormState) {
  return page(
    'school/purchases/new.njk',
    `Buy ${buying.offer.title}`,
    {
      offerId: buying.offer.offerId,
      summary: buying.offer.summary,
      rows: toSummary(priceRows(buying)),
      blocked: whyNot(buying),
      // An order of the school's own is printed on its own invoice.
      asksOrder: budgetsFor(buying).some(({ value }) => value === 'money'),
      ways: choices(
        'from',
        budgetsFor(buying).map(({ value, text, hint, open }) => ({
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

export function presentBuyCheck(buying: Buying, form: FormState) {
  const way = budgetsFor(buying).find((one) => one.value === form.values.from);
  const fund = form.values.from !== 'money';
  return checkPage(
    'Check your answers',
    {
      rows: [
        { key: 'You buy', value: buying.offer.title },
        ...priceRows(buying),
        { key: 'Paid', value: way?.text ?? '' },
        ...(fund ? [] : [{ key: 'Purchase order', value: String(form.values.purchaseOrder || 'None') }]),
      ],
      action: paths.purchases.index,
      changeAction: paths.purchases.new,
      button: 'Buy it',
      then: fund
        ? 'The amount is kept for this at once. It is spent when the provider has delivered, and your authority pays.'
        : 'Your school owes the price when the provider has delivered. Until then you can call it off.',
    },
    form,
  );
}

export function presentBought(purchase: Purchase, provider: string) {
  return donePage(`${purchase.title} is bought`, {
    text: `${provider} has your order.`,
    rows: [
      { key: 'Price', value: `${pounds(purchase.amount)}, before any VAT` },
      { key: 'Bought on', value: longDate(purchase.boughtOn) },
    ],
    next: [
      `${provider} gets in touch to agree a date. ${purchase.walletId ? 'When it is delivered the amount is spent from the fund; your school pays nothing.' : 'When it is delivered, the invoice or journal follows.'}`,
    ],
    actions: [
      { text: 'See the purchase', href: paths.purchases.show(purchase.purchaseId) },
      ...(purchase.walletId
        ? [{ text: 'See what is left in the fund', href: paths.wallet(purchase.walletId) }]
        : []),
      { text: 'Go to your home page', href: paths.home },
    ],
  });
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
  who: `${names.get(purchase.providerId) ?? ''} · ${pounds(purchase.amount)}${purchase.walletId ? ' from an LA fund' : ''}`,
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
        { key: 'Price', value: `${pounds(purchase.amount)}, before any VAT` },
        {
          key: 'Paid by',
          value: purchase.walletId
            ? `${names.get(purchase.laId!) ?? 'The local authority'}, from its fund`
            : 'The school’s own budget',
        },
        { key: 'Purchase order', value: purchase.purchaseOrder ?? 'None' },
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
        { key: 'Price', value: pounds(purchase.amount) },
        { key: 'Bought on', value: longDate(purchase.boughtOn) },
      ],
      then: purchase.walletId
        ? 'The amount goes back to the fund, for your school to spend on something else.'
        : 'Nothing is owed.',
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
