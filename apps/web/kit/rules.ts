import { applyDecorators } from '@nestjs/common';
import { IsOptional, IsString, Matches, ValidateBy } from 'class-validator';
import { texts } from '#agreements';
import { isCivilDate, isMinted, Said } from '#platform';
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

/** What the page that is confirmed showed as the price, in the minor units of what it is in. */
export const ShownPrice = () =>
  applyDecorators(
    IsOptional(),
    Matches(/^\d{1,15}$/, { message: 'Go back to the start: this form is not complete' }),
  );

/** An optional order number of the school's own, as invoices quote it. */
export const PurchaseOrder = () => applyDecorators(IsOptional(), IsString(), Said(texts.purchaseOrder));
