import { allocate, dinero, toSnapshot, type DineroCurrency } from 'dinero.js/bigint';
import { Refusal } from './refusal.js';

/**
 * Units of the ledger and how many minor units make one: `GBP` in pence, `CREDIT` and `DAY` in hundredths,
 * `PLACE` whole. Amounts are always minor units, as `bigint`.
 */
export const units = { GBP: 100n, CREDIT: 100n, DAY: 100n, PLACE: 1n } as const;
export type Unit = keyof typeof units;
export const isUnit = (value: string): value is Unit => Object.hasOwn(units, value);

const nouns: Record<Unit, [one: string, many: string]> = {
  GBP: ['', ''],
  CREDIT: ['credit', 'credits'],
  DAY: ['day', 'days'],
  PLACE: ['place', 'places'],
};

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
  if (unit === 'GBP') return pounds(amount);
  const number = decimal(amount, unit);
  const [one, many] = nouns[unit];
  return `${number.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',')} ${number === '1' ? one : many}`;
}

/** `3.5` for 350 hundredths; no unit, no grouping, no trailing zeros. */
export function decimal(amount: bigint, unit: Unit): string {
  const scale = units[unit];
  const absolute = amount < 0n ? -amount : amount;
  const fraction = (absolute % scale)
    .toString()
    .padStart(scale.toString().length - 1, '0')
    .replace(/0+$/, '');
  const digits = (absolute / scale).toString();
  return `${amount < 0n ? '−' : ''}${digits}${fraction && `.${fraction}`}`;
}

/** Reads what a person typed (`1,234.50`, `£7000`, `0.5`); a comma parts thousands, so that `12,50` is not £1,250. Refuses: `platform.amount`. */
export function parseQuantity(text: string, unit: Unit): bigint {
  const places = units[unit].toString().length - 1;
  const match = /^(£?)(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d+))?$/.exec(text.trim());
  const [, sign, whole = '', part = ''] = match ?? [];
  if (!match || (sign && unit !== 'GBP') || part.length > places) {
    throw new Refusal(
      'platform.amount',
      `Enter an amount in ${unit === 'GBP' ? 'pounds and pence' : nouns[unit][1]}, like ${unit === 'PLACE' ? '2' : '2.50'}.`,
      'invalid',
    );
  }
  return BigInt(whole.replaceAll(',', '')) * units[unit] + BigInt(part.padEnd(places, '0'));
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
