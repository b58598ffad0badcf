import 'reflect-metadata';
import { Temporal } from '#platform';
import { toQuantity, type Quantity } from './quantity.js';

const key = 'middletier:answer';
type Fields = ReadonlyMap<string, string | null>;

/** A field of an answer, with the unit of its amount where that is always the same. */
export const Answered =
  (unit: string | null = null): PropertyDecorator =>
  (target, name) => {
    const fields = Reflect.getMetadata(key, target) as Fields | undefined;
    Reflect.defineMetadata(key, new Map([...(fields ?? []), [String(name), unit]]), target);
  };

/** What a field may be answered from: an amount from its minor units, a date or an instant from itself. */
type From<Field> = Field extends Quantity
  ? bigint | Quantity
  : Field extends string
    ? Field | Temporal.PlainDate | Temporal.Instant
    : Field extends readonly (infer Item)[]
      ? readonly Item[]
      : Field;

/** What a class of answers says of something: the fields that it names, under their names, and no other. */
export function answer<Answer extends object>(
  type: new () => Answer,
  from: { readonly [Name in keyof Answer]: From<Answer[Name]> },
): Answer {
  const fields = Reflect.getMetadata(key, type.prototype as object) as Fields;
  return Object.fromEntries(
    [...fields].map(([name, unit]) => [name, say(name, from[name as keyof Answer], unit)]),
  ) as Answer;
}

function say(name: string, value: unknown, unit: string | null): unknown {
  if (value instanceof Temporal.PlainDate || value instanceof Temporal.Instant) return value.toString();
  if (typeof value !== 'bigint') return value;
  if (!unit) throw new Error(`Of ${name} nobody says in which unit it is`);
  return toQuantity(value, unit);
}
