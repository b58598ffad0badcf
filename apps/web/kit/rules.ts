import { applyDecorators } from '@nestjs/common';
import { IsOptional, IsString, Matches, ValidateBy } from 'class-validator';
import { texts } from '#agreements';
import type { ShownPrice as Shown } from '#catalogue';
import { isCivilDate, isMinted, Said, type Unit } from '#platform';
import { Day } from './form.js';

/** `YYYY-MM-DD`, as a date field sends it, or `1/4/2027`, as it is typed: a day that exists. */
export const CivilDate = (message: string) =>
  applyDecorators(
    Day(),
    ValidateBy({ name: 'civilDate', validator: { validate: isCivilDate } }, { message }),
  );

/** The id that was minted with the form that spends. */
export const MintedId = () =>
  ValidateBy(
    { name: 'mintedId', validator: { validate: isMinted } },
    { message: 'Go back to the start: this form is not complete' },
  );

/** What the page that is confirmed showed as the price: see `priceSent`. */
export const ShownPrice = () =>
  applyDecorators(
    IsOptional(),
    Matches(/^\d{1,15} [A-Z-]{2,30}$/, { message: 'Go back to the start: this form is not complete' }),
  );

/** A price as the page that shows it sends it along, `95000 CREDIT`; and as the verb that orders takes it. */
export const priceSent = ({ amount, unit }: { amount: bigint | null; unit: Pick<Unit, 'code'> }) =>
  amount === null ? undefined : `${amount} ${unit.code}`;
export function priceShown(sent = ''): { shownPrice?: Shown } {
  const [amount, unit] = sent.split(' ');
  return amount && unit ? { shownPrice: { amount: BigInt(amount), unit } } : {};
}

/** An optional order number of the school's own, as invoices quote it. */
export const PurchaseOrder = () => applyDecorators(IsOptional(), IsString(), Said(texts.purchaseOrder));
