import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsInt, IsObject, Max, Min, ValidateBy, ValidateNested, IsIn } from 'class-validator';
import { units, type Unit } from '#platform';

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

/** A quantity of an answer. */
export const Amount = ({ nullable = false, about }: { nullable?: boolean; about?: string } = {}) =>
  ApiProperty({ type: () => Quantity, nullable, ...(about && { description: about }) });

/** A quantity of a request, which must be in one unit. */
export const AmountIn = (unit: Unit, { about }: { about?: string } = {}) =>
  applyDecorators(
    ApiProperty({ type: () => Quantity, description: `${about ? `${about} ` : ''}In ${unit}.` }),
    IsDefined(),
    IsObject(),
    ValidateNested(),
    Type(() => Quantity),
    ValidateBy({
      name: 'isUnit',
      validator: {
        validate: (given: unknown) => (given as Quantity | null)?.unit === unit,
        defaultMessage: () => `$property must be in ${unit}`,
      },
    }),
  );
