import 'reflect-metadata';
import { getMetadataStorage } from 'class-validator';

type Class<Data extends object = object> = new () => Data;
type Given = Readonly<Record<string, unknown>>;

const asKey = 'middletier:as';
const partKey = 'middletier:part';

/** How a field is taken, where it is not kept as it comes: `As(wholeNumber)`. */
export const As =
  (read: (given: unknown) => unknown): PropertyDecorator =>
  (target, name) =>
    Reflect.defineMetadata(asKey, read, target, name);
/** A field that is an object with declared fields of its own. */
export const PartOf =
  (of: () => Class): PropertyDecorator =>
  (target, name) =>
    Reflect.defineMetadata(partKey, of, target, name);

/** A whole number that came as a text, as in a query or the environment. */
export const wholeNumber = (given: unknown): unknown =>
  typeof given === 'string' && /^-?\d{1,15}$/.test(given) ? Number(given) : given;

const declared = new WeakMap<Class, ReadonlySet<string>>();

/** The fields that a class of class-validator rules names. */
export function declaredFields(type: Class): ReadonlySet<string> {
  const known = declared.get(type);
  if (known) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const names = new Set(rules.map((rule) => rule.propertyName));
  declared.set(type, names);
  return names;
}

export const isRecord = (given: unknown): given is Given =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

/**
 * Reads what came from outside into an instance of a class of class-validator rules: the fields that the class names
 * and no other, so that what is sent beside them costs nothing. A field that is null was left out. `unknown` are the
 * paths of what the class does not name.
 */
export function readFields<Data extends object>(
  type: Class<Data>,
  given: Given,
): { data: Data; unknown: string[] } {
  const unknown: string[] = [];
  return { data: fill(type, given, '', unknown), unknown };
}

function fill<Data extends object>(type: Class<Data>, given: Given, above: string, unknown: string[]): Data {
  const data = new type();
  const fields = declaredFields(type);
  for (const name of fields) {
    if (!Object.hasOwn(given, name) || given[name] === null) continue;
    const value = given[name];
    const part = Reflect.getMetadata(partKey, data, name) as (() => Class) | undefined;
    const as = Reflect.getMetadata(asKey, data, name) as ((given: unknown) => unknown) | undefined;
    const taken = part ? takePart(part(), value, `${above}${name}.`, unknown) : as ? as(value) : value;
    (data as Record<string, unknown>)[name] = taken;
  }
  for (const name of Object.keys(given)) if (!fields.has(name)) unknown.push(`${above}${name}`);
  return data;
}

/** What is no object is kept for the rules to refuse, but never as a list or object whose insides nobody declared. */
function takePart(type: Class, value: unknown, above: string, unknown: string[]): unknown {
  if (isRecord(value)) return fill(type, value, above, unknown);
  return Array.isArray(value) ? null : value;
}
