import { allocate, dinero, toSnapshot, type DineroCurrency } from 'dinero.js/bigint';
import { Refusal } from './refusal.js';

/** What amounts are counted in, and its words. Amounts are always minor units, as `bigint`. */
export interface Unit {
  readonly code: string;
  /** As a heading: `Coaching hours`. */
  readonly label: string;
  /** One of it and several: `hour`, `hours`. */
  readonly one: string;
  readonly many: string;
  /** How many digits stand after the point: 2 counts hundredths, 0 whole ones only. */
  readonly places: number;
}
/** Money, the same everywhere, in pence. Every other unit is a word of the operator's (libs/operating-model). */
export const GBP = { code: 'GBP', label: 'Money', one: 'pound', many: 'pounds', places: 2 } as const;

/** `10,870.5`: thousands are parted. Making a formatter costs a hundred times its use: this one is made once. */
export const grouped = new Intl.NumberFormat('en-GB');

/** `£1,234.50`; with `whole`, plans drop `.00`: `£7,000`. */
export function pounds(pence: bigint, { whole = false } = {}): string {
  const absolute = pence < 0n ? -pence : pence;
  const [main, fraction] = [absolute / 100n, absolute % 100n];
  const digits = grouped.format(main);
  const text = whole && fraction === 0n ? digits : `${digits}.${fraction.toString().padStart(2, '0')}`;
  return `${pence < 0n ? '−' : ''}£${text}`;
}

/** `3.5 days`, `1 credit`, `10,870.5 credits`, `£12.00`: an amount never stands without its unit. */
export function quantity(amount: bigint, unit: Unit): string {
  if (unit.code === GBP.code) return pounds(amount);
  const number = decimal(amount, unit);
  return `${number.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',')} ${number === '1' ? unit.one : unit.many}`;
}

/** `3.5` for 350 hundredths; no unit, no grouping, no trailing zeros. */
export function decimal(amount: bigint, { places }: Pick<Unit, 'places'>): string {
  const scale = 10n ** BigInt(places);
  const absolute = amount < 0n ? -amount : amount;
  const fraction = (absolute % scale).toString().padStart(places, '0').replace(/0+$/, '');
  const digits = (absolute / scale).toString();
  return `${amount < 0n ? '−' : ''}${digits}${fraction && `.${fraction}`}`;
}

/** Reads what a person typed (`1,234.50`, `£7000`, `0.5`); a comma parts thousands, so that `12,50` is not £1,250. Refuses: `platform.amount`. */
export function parseQuantity(text: string, { code, many, places }: Unit): bigint {
  const money = code === GBP.code;
  const match = /^(£?)(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d+))?$/.exec(text.trim());
  const [, sign, whole = '', part = ''] = match ?? [];
  if (!match || (sign && !money) || part.length > places) {
    throw new Refusal(
      'platform.amount',
      `Enter an amount in ${money ? 'pounds and pence' : many}, like ${places ? `2.${'5'.padEnd(places, '0')}` : '2'}.`,
      'invalid',
    );
  }
  return BigInt(whole.replaceAll(',', '') + part.padEnd(places, '0'));
}

const pence: DineroCurrency<bigint> = { code: 'GBP', base: 10n, exponent: 2n };

/** Splits an amount by weights without losing a penny; the remainder goes to the first shares (dinero.js). */
export function split(amount: bigint, weights: readonly bigint[]): bigint[] {
  return allocate(dinero({ amount, currency: pence }), [...weights]).map((share) => toSnapshot(share).amount);
}

/** `amount × numerator ÷ denominator`, half away from zero: the default of handbook Part 1 (b) 8. */
export function proportion(amount: bigint, numerator: bigint, denominator: bigint): bigint {
  const product = amount * numerator * 2n + (amount < 0n ? -denominator : denominator);
  return product / (denominator * 2n);
}
