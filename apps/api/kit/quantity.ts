import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Type as Class } from '@nestjs/common';
import { IsDefined, IsIn, IsInt, Max, Min, ValidateBy, ValidateNested } from 'class-validator';
import { PartOf, units, type Unit } from '#platform';

const unitNames = Object.keys(units) as Unit[];

/** An amount with its unit, in minor units: pence, hundredths of a credit or of a day, whole places. JSON integers hold every amount exactly. */
export class Quantity {
  @ApiProperty({
    type: 'integer',
    description: 'Minor units: pence (GBP), hundredths (CREDIT, DAY), whole (PLACE).',
    example: 425000,
  })
  @IsInt()
  @Min(1)
  @Max(1_000_000_000_000)
  value: number;

  @ApiProperty({ type: String, enum: unitNames, example: 'GBP' })
  @IsIn(unitNames)
  unit: Unit;
}

export const toQuantity = (value: bigint, unit: Unit): Quantity => ({ value: Number(value), unit });

const inUnit = new Map<Unit, Class<Quantity>>();

/** The shape of quantities of one unit, so that the document says which. */
function quantityIn(unit: Unit): Class<Quantity> {
  const known = inUnit.get(unit);
  if (known) return known;
  class InUnit extends Quantity {
    @ApiProperty({ type: String, enum: [unit] })
    declare unit: Unit;
  }
  Object.defineProperty(InUnit, 'name', { value: `QuantityIn${unit}` });
  inUnit.set(unit, InUnit);
  return InUnit;
}

/** A quantity of a request, which must be in one unit, and one of `values` when there are some. */
export function AmountIn(unit: Unit, { about, values }: { about?: string; values?: readonly number[] } = {}) {
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
