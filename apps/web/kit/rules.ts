import { applyDecorators } from '@nestjs/common';
import { IsDefined, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';

/** `YYYY-MM-DD`, as a date field sends it. */
export const CivilDate = (message: string) =>
  applyDecorators(Matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { message }));

/** The id that was minted with the form that spends. */
export const MintedId = () =>
  applyDecorators(IsDefined(), IsUUID('all', { message: 'Go back to the start: this form is not complete' }));

/** An optional order number of the school's own, as invoices quote it. */
export const PurchaseOrder = () =>
  applyDecorators(
    IsOptional(),
    IsString(),
    MaxLength(40, { message: 'A purchase order number has at most 40 characters' }),
  );
