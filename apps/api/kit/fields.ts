import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import {
  As,
  isCivilDate,
  isMoment,
  Length,
  prints,
  Temporal,
  wholeNumber,
  yearsTaken,
  type TextRule,
} from '#platform';
import { Answered } from './answer.js';
import { Quantity } from './quantity.js';

/** What every field may say. A field of an answer that may be empty is `nullable`; one of a request that may be left out is `optional`. */
interface FieldOptions {
  readonly optional?: boolean;
  readonly nullable?: boolean;
  readonly about?: string;
  readonly example?: string | number | boolean;
}

// Each decorator is both halves of a field: what the OpenAPI document says of it and what a request is checked for.
const field = (
  schema: object,
  checks: PropertyDecorator[],
  { optional = false, nullable = false, about, example }: FieldOptions,
): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      ...schema,
      required: !optional,
      ...(nullable && { nullable: true }),
      ...(about && { description: about }),
      ...(example !== undefined && { example }),
    }),
    ...(optional ? [IsOptional()] : []),
    ...(nullable ? [ValidateIf((_, value) => value !== null)] : []),
    Answered(),
    ...checks,
  );

/** A UUID. */
export const Id = (options: FieldOptions = {}) =>
  field({ type: String, format: 'uuid' }, [IsUUID('all')], options);

/** A text of a length, or of a rule’s, trimmed by nobody. */
export const Text = ({
  rule,
  min = rule?.length[0] ?? 1,
  max = rule?.length[1] ?? 2000,
  ...options
}: FieldOptions & { rule?: TextRule; min?: number; max?: number } = {}) =>
  field(
    { type: String, minLength: min, maxLength: max },
    [IsString(), Length(min, max), IsKept(rule)],
    options,
  );

/** A text of an answer: of any length. */
export const Words = (options: FieldOptions = {}) => field({ type: String }, [IsString()], options);

/** A whole number. */
export const Whole = ({ min, max, ...options }: FieldOptions & { min?: number; max?: number } = {}) =>
  field(
    {
      type: 'integer',
      ...(min !== undefined && { minimum: min }),
      ...(max !== undefined && { maximum: max }),
    },
    [
      IsInt(),
      As(wholeNumber),
      ...(min === undefined ? [] : [Min(min)]),
      ...(max === undefined ? [] : [Max(max)]),
    ],
    options,
  );

export const Decimal = (options: FieldOptions = {}) => field({ type: Number }, [], options);

export const Flag = (options: FieldOptions = {}) => field({ type: Boolean }, [IsBoolean()], options);

export const Choice = (values: readonly string[], options: FieldOptions = {}) =>
  field({ type: String, enum: [...values] }, [IsIn(values)], options);

/** A code of one of the operator's vocabularies; which there are is the operator's to say. */
export const Code = (options: FieldOptions = {}) =>
  field(
    { type: String, pattern: '^[A-Za-z][A-Za-z-]{1,29}$' },
    [Matches(/^[A-Za-z][A-Za-z-]{1,29}$/, { message: '$property must be a code of letters and hyphens' })],
    options,
  );

/** What pays: one of these, or a unit of the operator's own by its code. */
export const Means = (known: readonly string[], { about, ...options }: FieldOptions = {}) => {
  const pattern = `^(${known.join('|')}|[A-Z][A-Z-]{1,29})$`;
  return field(
    { type: String, pattern },
    [
      Matches(new RegExp(pattern), {
        message: `$property must be ${known.join(', ')} or the code of a unit`,
      }),
    ],
    {
      ...options,
      about: `${about ?? 'What pays.'} Or a unit of the operator’s own: see /operator/vocabularies.`,
    },
  );
};

/** A civil date, `YYYY-MM-DD`, that exists. */
export const Day = (options: FieldOptions = {}) =>
  field({ type: String, format: 'date' }, [IsDay()], options);

/** An instant, `2026-09-01T09:00:00Z`. */
export const Moment = (options: FieldOptions = {}) =>
  field({ type: String, format: 'date-time' }, [IsMoment()], options);

/** A time of day, `09:30`. */
export const TimeOfDay = (options: FieldOptions = {}) =>
  field(
    { type: String, pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' },
    [Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: '$property must be a time like 09:30' })],
    options,
  );

export const Ids = ({ max = 1000, ...options }: FieldOptions & { max?: number } = {}) =>
  field(
    { type: String, format: 'uuid', isArray: true, maxItems: max },
    [IsArray(), ArrayMaxSize(max), IsUUID('all', { each: true })],
    options,
  );

export const TextList = (options: FieldOptions = {}) =>
  field({ type: String, isArray: true }, [IsArray(), IsString({ each: true })], options);

/** A quantity of an answer; `unit` where it is always of one. */
export const Amount = ({
  unit,
  nullable = false,
  about,
}: { unit?: string; nullable?: boolean; about?: string } = {}) =>
  applyDecorators(
    ApiProperty({ type: () => Quantity, nullable, ...(about && { description: about }) }),
    Answered(unit),
  );

/** Another object of an answer, or a list of them. */
export const Part = (of: () => new () => object, options: FieldOptions = {}) =>
  field({ type: of }, [], options);
export const Parts = (of: () => new () => object, options: FieldOptions = {}) =>
  field({ type: of, isArray: true }, [], options);

const IsDay = () =>
  ValidateBy({
    name: 'isDay',
    validator: {
      validate: isCivilDate,
      defaultMessage: () =>
        `$property must be a date that exists, as YYYY-MM-DD, from ${yearsTaken.from} to ${yearsTaken.to}`,
    },
  });
const IsMoment = () =>
  ValidateBy({
    name: 'isMoment',
    validator: {
      validate: isMoment,
      defaultMessage: () =>
        `$property must be an instant, like 2026-09-01T09:00:00Z, from ${yearsTaken.from} to ${yearsTaken.to}`,
    },
  });
/** No control characters (but tab and line ends where it may have several lines), no half of a character: nothing else could be kept or printed. */
const IsKept = (rule?: TextRule) =>
  ValidateBy({
    name: 'isKept',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && prints(value, rule),
      defaultMessage: () =>
        `$property has a character that is no text, such as NUL${rule?.line ? ', or a tab or line end' : ''}`,
    },
  });

/** A date of a request as `tx` verbs take it; undefined when it was left out. */
export const dayOf = (text: string | undefined): Temporal.PlainDate | undefined =>
  text === undefined ? undefined : Temporal.PlainDate.from(text);
