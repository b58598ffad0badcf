import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Type as Class } from '@nestjs/common';
import {
  IsDefined,
  IsInt,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import type { ShownPrice } from '#catalogue';
import { unitCode } from '#operating-model';
import { PartOf } from '#platform';

const mostValue = 1_000_000_000_000;

/** An amount with its unit, in minor units: pence, hundredths of a credit or of a day, whole places, and of the operator's own units as it says. JSON integers hold every amount exactly. */
export class Quantity {
  @ApiProperty({
    type: 'integer',
    description:
      'Minor units: pence (GBP), hundredths (CREDIT, DAY), whole (PLACE); of another of the operator’s units as /operator/vocabularies says.',
    example: 425000,
  })
  @IsInt()
  @Min(1)
  @Max(mostValue)
  value: number;

  @ApiProperty({ type: String, pattern: unitCode.source, example: 'GBP' })
  @Matches(unitCode, { message: '$property must be the code of a unit' })
  unit: string;
}

export const toQuantity = (value: bigint, unit: string): Quantity => ({ value: Number(value), unit });

const inUnit = new Map<string, Class<Quantity>>();

/** The shape of quantities of one unit, so that the document says which. */
function quantityIn(unit: string): Class<Quantity> {
  const known = inUnit.get(unit);
  if (known) return known;
  class InUnit extends Quantity {
    @ApiProperty({ type: String, enum: [unit] })
    declare unit: string;
  }
  Object.defineProperty(InUnit, 'name', { value: `QuantityIn${unit}` });
  inUnit.set(unit, InUnit);
  return InUnit;
}

/** A quantity of a request, which must be in one unit, and one of `values` when there are some. */
export function AmountIn(
  unit: string,
  { about, values }: { about?: string; values?: readonly number[] } = {},
) {
  const check = (name: string, message: string, holds: (given: Quantity) => boolean) =>
    ValidateBy({
      name,
      validator: {
        validate: (given: unknown) => typeof given === 'object' && given !== null && holds(given as Quantity),
        defaultMessage: () => message,
      },
    });
  const shape = quantityIn(unit);
  return applyDecorators(
    ApiProperty({ type: () => shape, ...(about && { description: about }) }),
    IsDefined(),
    ValidateNested(),
    PartOf(() => shape),
    check('isUnit', `$property must be in ${unit}`, (given) => given.unit === unit),
    ...(values
      ? [
          check('isOneOf', `$property.value must be ${values.join(' or ')}`, (given) =>
            values.includes(given.value),
          ),
        ]
      : []),
  );
}

/** Also of what costs nothing. */
class Price extends Quantity {
  @IsInt()
  @Min(0)
  @Max(mostValue)
  declare value: number;
}

/** The price that was shown to whoever orders, where they say it. */
export const Shown = () =>
  applyDecorators(
    ApiProperty({
      type: () => Price,
      required: false,
      description:
        'The price that was shown to whoever orders, as the catalogue says it. At another nothing is ordered: `catalogue.price-changed`.',
    }),
    IsOptional(),
    IsObject(),
    ValidateNested(),
    PartOf(() => Price),
  );

/** As a verb that orders takes it. */
export const shownPrice = (given?: Quantity): { shownPrice?: ShownPrice } =>
  given ? { shownPrice: { amount: BigInt(given.value), unit: given.unit } } : {};
