import { ownUnit, priceFor, type Customer, type KnownMeans, type Offer, type Price } from '#catalogue';
import { costsOf } from '#entitlements';
import type { Position, WalletRow } from '#funding';
import { CREDIT, DAY } from '#operating-model';
import { GBP, pounds, quantity, Refusal, type Unit } from '#platform';
import { noneFree } from './free-place.js';
import { meansName } from './words.js';

/** One price and the ways to pay it. */
export interface PriceLine {
  readonly text: string;
  readonly ways: readonly PriceWay[];
  readonly because: string | null;
}
interface PriceWay {
  readonly label: string;
  readonly colour: string;
  /** Why it does not pay for this. */
  readonly note?: string;
}
/** What an authority's fund has for the school. */
export type FundMoney = Pick<WalletRow & Position, 'fundTitle' | 'available'>;

const colour: Record<Exclude<KnownMeans, 'free'>, string> = {
  entitlement: 'green',
  credits: 'purple',
  money: 'blue',
  fund: 'orange',
};
const unitOf: Readonly<Record<Exclude<KnownMeans, 'free'>, Unit>> = {
  entitlement: DAY,
  credits: CREDIT,
  money: GBP,
  fund: GBP,
};

/** The money of one fund pays for a thing: that none has enough is said with the one that has most. */
function fundWay(price: bigint, wallets: readonly FundMoney[]): PriceWay {
  const [most] = [...wallets].sort((one, other) => (one.available < other.available ? 1 : -1));
  if (most && most.available >= price) return { label: meansName.fund, colour: colour.fund };
  const note = most?.available
    ? `${pounds(most.available, { whole: true })} of ${most.fundTitle} left, which is less than the price`
    : 'No fund has money for your school';
  return { label: meansName.fund, colour: 'grey', note };
}

/** Every way this school may pay for an offer, each at its own price. */
export function priceLines(
  offer: Offer,
  school: Customer,
  { wallets = [], freePlace = noneFree }: { wallets?: readonly FundMoney[]; freePlace?: PriceLine } = {},
): PriceLine[] {
  const lines = offer.accepts.flatMap((means): PriceLine[] => {
    if (means === 'free') return [freePlace];
    const own = ownUnit(means);
    const unit = own ? offer.prices.find((rule) => rule.unit.code === means)?.unit : unitOf[means];
    if (!unit) return [];
    const way = own
      ? { label: unit.label, colour: 'purple' }
      : { label: meansName[means], colour: colour[means] };
    const line = (text: string, because: string | null, by: PriceWay = way): PriceLine => ({
      text,
      ways: [by],
      because,
    });
    try {
      const price = priceFor(offer.prices, unit.code, school);
      if (!price) return [];
      const money = unit.code === GBP.code;
      const amount = money
        ? `${pounds(price.amount, { whole: true })}${offer.kind === 'plan' ? ' a year' : ''}`
        : quantity(price.amount, unit);
      return [
        line(
          amount,
          `${price.because}${money ? ' VAT is added where it is due.' : ''}${price.illustrative ? ' This figure is an example, not a published price.' : ''}`,
          means === 'fund' ? fundWay(price.amount, wallets) : way,
        ),
      ];
    } catch (error) {
      if (error instanceof Refusal) return [line('Ask for a quotation', error.message)];
      throw error;
    }
  });
  return lines
    .filter((line, index) => lines.findIndex((other) => other.text === line.text) === index)
    .map((line) => ({
      ...line,
      ways: lines.filter((other) => other.text === line.text).flatMap((other) => other.ways),
    }));
}

/** What a school, or a fund for it, would pay; null where it has no price, or has to ask for one, or neither pays. */
export function moneyPrice(offer: Pick<Offer, 'accepts' | 'prices'>, school: Customer): Price | null {
  const { fund, money } = costsOf(offer, school);
  const known = typeof (fund ?? money)?.amount === 'bigint';
  return known ? priceFor(offer.prices, GBP.code, school) : null;
}
