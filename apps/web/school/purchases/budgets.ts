import { isWithdrawn, notOwn, type Price } from '#catalogue';
import type { Way } from '#entitlements';
import type { Position, WalletRow } from '#funding';
import type { Approval } from '#identity';
import type { OnSale } from '#insight';
import { committingRoles, GBP, pounds, quantity, refusalOf, shortDate, Temporal } from '#platform';
import type { Row } from '../../kit/check.js';

export interface Buying {
  readonly offer: OnSale['offer'];
  readonly schoolId: string;
  /** Why the school buys nothing any more. */
  readonly closed: string | null;
  readonly provider: string;
  /** In pounds; null where it is paid with neither money nor a fund. */
  readonly price: Price | null;
  /** Of what the school holds. */
  readonly ways: readonly Way[];
  /** The operator lets promises end with what they are on. */
  readonly endsWithIt: boolean;
  /** Why no authority's fund pays for it. */
  readonly noFund: string | null;
  readonly wallets: readonly (WalletRow & Position)[];
  /** Who approves the price; null where this person may commit it alone. */
  readonly beyond: Approval | null;
  readonly today: string;
}

/** What the school holds, what a fund has for it, or its own budget. */
export interface Budget {
  readonly value: string;
  readonly text: string;
  readonly hint: string;
  readonly cost: Pick<Price, 'amount' | 'unit'>;
  /** It can be chosen. */
  readonly open: boolean;
}
export function budgetsFor(buying: Buying): Budget[] {
  const held = buying.ways.flatMap((way): Budget[] => {
    const { means, unit, amount, why } = way;
    if (!amount) return [];
    const text = `With ${quantity(amount, unit)}`;
    return [{ value: means, text, hint: heldHint(way), cost: { amount, unit }, open: why === null }];
  });
  return [...held, ...(buying.price ? inPounds(buying, buying.price) : [])];
}

function heldHint({ unit, held, why }: Way): string {
  if (why?.code === 'entitlements.restricted') return why.message;
  if (!held) return `You have no ${unit.many} that can pay for this`;
  return `You have ${quantity(held, unit)} that can pay for this${why ? ': not enough' : ''}`;
}

function inPounds({ offer, wallets, noFund, beyond, today }: Buying, price: Price): Budget[] {
  const above = beyond && beyondLimit(price.amount, beyond);
  const funds = offer.accepts.includes('fund')
    ? wallets
        .filter((wallet) => wallet.expiresOn >= today)
        .map((wallet) => {
          const left = `${pounds(wallet.available)} left for your school, until ${shortDate(wallet.expiresOn)}`;
          const enough = wallet.available >= price.amount;
          return {
            value: wallet.walletId,
            text: `From ${wallet.fundTitle}`,
            hint: noFund ?? above ?? (enough ? left : `${left}: not enough for this`),
            cost: price,
            open: noFund === null && above === null && enough,
          };
        })
    : [];
  const money = offer.accepts.includes('money')
    ? [
        {
          value: 'money',
          text: 'From your school’s own budget',
          hint: above ?? 'Invoiced when it has been delivered; VAT is added where it is due',
          cost: price,
          open: above === null,
        },
      ]
    : [];
  return [...funds, ...money];
}

/** `£400.00, before any VAT`, or `20 credits`. */
export const priceWords = ({ amount, unit }: Pick<Price, 'amount' | 'unit'>): string =>
  `${quantity(amount, unit)}${unit.code === GBP.code ? ', before any VAT' : ''}`;

export const priceRows = ({ provider, price }: Buying, costs: readonly Budget['cost'][]): Row[] => [
  { key: 'Provider', value: provider },
  { key: 'Your price', value: [...new Set(costs.map(priceWords))].join(', or ') },
  ...(price && costs.some(({ unit }) => unit.code === GBP.code)
    ? [{ key: 'How it is worked out', value: price.because }]
    : []),
];

/** Why there is nothing to choose from. */
export const noWay = ({ ways }: Buying): string =>
  ways.find(({ amount }) => amount === null)?.why?.message ??
  'This is paid from a fund of your local authority, and none is open for your school now.';

/** What is said of a price above what a role may order alone. */
export const beyondLimit = (pence: bigint, approval: Approval): string =>
  `${pounds(pence)} is more than you may order alone at present. Your ${approval.called} ${orders(approval) ? 'can buy it' : 'says how much that is'}.`;
/** Whether whoever approves also orders, and does not only say how much others may. */
export const orders = ({ role }: Approval): boolean => role !== null && committingRoles.includes(role);

/** Why this person cannot buy it now: said before anything is typed. */
export function whyNot({ offer, schoolId, closed, price, ways, beyond, today }: Buying): string | null {
  if (closed) return closed;
  const own = refusalOf(() => notOwn(offer, schoolId));
  if (own) return own.message;
  if (isWithdrawn(offer, Temporal.PlainDate.from(today)))
    return `${offer.title} was withdrawn on ${shortDate(offer.withdrawnOn!)}.`;
  return price && beyond && !ways.length ? beyondLimit(price.amount, beyond) : null;
}
