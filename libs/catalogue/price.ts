import { GBP, pounds, quantity, Refusal, type Unit } from '#platform';
import type { KeptPrice } from './offer.entity.js';

export type FundingStatus = 'maintained' | 'academy' | 'independent' | 'other';

/** The school that asks for a price: its funding and its number of pupils, from the register. */
export interface Customer {
  readonly organisationId: string;
  readonly fundingStatus: FundingStatus;
  /** Null when the register does not give it. */
  readonly roll: number | null;
}

export interface PriceRule extends Omit<
  KeptPrice,
  'operatorId' | 'offerId' | 'unit' | 'startsOn' | 'source'
> {
  readonly unit: Unit;
}

export interface Price {
  readonly unit: Unit;
  readonly amount: bigint;
  /** How it was worked out, as one plain sentence. */
  readonly because: string;
  readonly illustrative: boolean;
}

/**
 * The customer's own price in one unit, by its code, or null when the offer has none for it. A price for its funding status goes
 * before one for any school. Refuses: `catalogue.roll-unknown`.
 */
export function priceFor(rules: readonly PriceRule[], code: string, customer: Customer): Price | null {
  const inUnit = rules.filter(({ unit }) => unit.code === code);
  const rule =
    inUnit.find(({ forSchools }) => forSchools === customer.fundingStatus) ??
    inUnit.find(({ forSchools }) => forSchools === 'any');
  if (!rule) return null;
  const priced = (amount: bigint, because: string): Price => ({
    unit: rule.unit,
    amount,
    because,
    illustrative: rule.illustrative,
  });
  if (rule.basis === 'flat') return priced(rule.amount, flatSentence(rule));
  if (customer.roll === null) throw rollUnknown();
  return rule.basis === 'per-pupil'
    ? perPupil(rule, customer.roll, priced)
    : byRoll(rule, customer.roll, priced);
}

type Priced = (amount: bigint, because: string) => Price;

const flatSentence = (rule: PriceRule): string =>
  rule.forSchools === 'any' ? 'The same for every school.' : `The same for every ${rule.forSchools} school.`;

function perPupil(rule: PriceRule, roll: number, priced: Priced): Price {
  const amount = rule.amount * BigInt(roll);
  const each = `${quantity(rule.amount, rule.unit)} for each of your ${roll} pupils`;
  return amount < rule.minimum
    ? priced(
        rule.minimum,
        `${each} would be ${quantity(amount, rule.unit)}; the minimum is ${quantity(rule.minimum, rule.unit)}.`,
      )
    : priced(amount, `${each}.`);
}

function byRoll(rule: PriceRule, roll: number, priced: Priced): Price {
  const index = rule.bands.findIndex((band) => band.to === null || roll <= band.to);
  const band = rule.bands[index];
  if (!band) throw rollUnknown();
  const from = index === 0 ? null : rule.bands[index - 1]!.to! + 1;
  const range =
    from === null
      ? band.to === null
        ? 'any number of pupils'
        : `up to ${band.to} pupils`
      : band.to === null
        ? `${from} pupils or more`
        : `${from} to ${band.to} pupils`;
  return priced(
    band.amount,
    `Schools with ${range} pay ${rule.unit.code === GBP.code ? pounds(band.amount, { whole: true }) : quantity(band.amount, rule.unit)}; you have ${roll}.`,
  );
}

const rollUnknown = (): Refusal =>
  new Refusal(
    'catalogue.roll-unknown',
    'The register does not say how many pupils you have, so this needs a quotation.',
    'invalid',
  );

/** What was shown as the price to whoever orders. */
export interface ShownPrice {
  readonly amount: bigint;
  /** Its unit's code. */
  readonly unit: string;
}

/** Whoever confirms a price that was shown to them orders at that one, or not at all. Refuses: `catalogue.price-changed`. */
export function asShown({ amount, unit }: Pick<Price, 'amount' | 'unit'>, shown?: ShownPrice): void {
  if (shown && (shown.amount !== amount || shown.unit !== unit.code))
    throw new Refusal(
      'catalogue.price-changed',
      'The price has changed since it was shown to you. Look at it again before you order.',
    );
}
