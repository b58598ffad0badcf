import { validateSync } from 'class-validator';
import { civilDateIn, declaredFields, isRecord, newId, readFields, Refusal, tidyText } from '#platform';

export type Values = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a form's template shows: the values typed, and the message of each field that is not right. */
export interface FormState {
  readonly values: Values;
  readonly errors: Readonly<Record<string, { readonly text: string } | undefined>>;
  /** For the error summary; each leads to its field. */
  readonly errorList: readonly { readonly text: string; readonly href: string }[];
}

/** A form nobody has filled in yet, with what is known. */
export const blankForm = (values: Values = {}): FormState => ({ values, errors: {}, errorList: [] });

/** A form that spends: the transfer id minted with it makes a double click a replay. */
export const spendingForm = (values: Values = {}): FormState => blankForm({ ...values, transferId: newId() });

/** A form that was sent: right, with its data, or not, with the state to show it again. */
export type Submitted<Data> =
  | { readonly ok: true; readonly data: Data; readonly form: FormState }
  | { readonly ok: false; readonly form: FormState };

type Mistakes = readonly (readonly [field: string, text: string])[];
/** A form whose fields are known only when it is shown, as those of a setting: what it is sent with, and how that is read. */
export interface AskedForm<Data> {
  readonly fields: readonly { readonly name: string; readonly several?: boolean; readonly day?: boolean }[];
  readonly read: (values: Values) => { readonly data: Data } | { readonly mistakes: Mistakes };
}

/**
 * Checks what a browser sent against a class of class-validator rules: the fields that the class names (and `change`, the
 * button that goes back) and no other. Values are trimmed, and a field's first message is the one shown.
 */
export function readForm<Data extends object>(
  type: (new () => Data) | AskedForm<Data>,
  body: unknown,
): Submitted<Data> {
  const { fields, read } = typeof type === 'function' ? declaredForm(type) : type;
  const sent = isRecord(body) ? body : {};
  const twice = fields.filter(({ name, several }) => Array.isArray(sent[name]) && !several);
  const values = Object.fromEntries(
    [...fields, { name: 'change', day: false }]
      .filter(({ name }) => Object.hasOwn(sent, name))
      .map(({ name, day }) => [name, tidy(name, sent[name], day)]),
  );
  const answer = read(values);
  const mistakes = new Map('mistakes' in answer ? answer.mistakes : []);
  for (const { name } of twice) mistakes.set(name, 'Give one answer');
  return mistakes.size || !('data' in answer)
    ? { ok: false, form: withErrors(values, [...mistakes]) }
    : { ok: true, data: answer.data, form: blankForm(values) };
}

const declaredForm = <Data extends object>(type: new () => Data): AskedForm<Data> => ({
  fields: [...declaredFields(type)].map((name) => ({
    name,
    several: is(severalKey, type, name),
    day: is(dayKey, type, name),
  })),
  read: (values) => {
    const { data } = readFields(type, values);
    const mistakes = validateSync(data, { stopAtFirstError: true }).map(
      ({ property, constraints = {} }) =>
        [property, Object.values(constraints)[0] ?? 'Check this answer.'] as const,
    );
    return mistakes.length ? { mistakes } : { data };
  },
});

/** What a page does with a form that was sent. */
export interface Handling<Shown> {
  /** The form again: something is not right, or the person wants to change it. */
  readonly again: (form: FormState) => Shown | Promise<Shown>;
  /** The field at which a refusal's sentence stands. */
  readonly refusedAt: string | ((refusal: Refusal, form: FormState) => string);
}

/**
 * Any step of check → confirm → done: reads the form and goes on to `next`, which shows the page that checks the answers, or does
 * what was confirmed and redirects to what happened. What is wrong, or refused there, shows the form again.
 */
export async function handleForm<Data extends object, Shown, Next>(
  type: (new () => Data) | AskedForm<Data>,
  body: unknown,
  how: Handling<Shown> & { readonly next: (data: Data, form: FormState) => Promise<Next> },
): Promise<Shown | Next> {
  const submitted = readForm(type, body);
  if (!submitted.ok || submitted.form.values.change) return how.again(submitted.form);
  return orAgain(submitted.form, how, () => how.next(submitted.data, submitted.form));
}

/** The same for one button without fields: what `next` answers, or the form again where it is refused. */
export async function orAgain<Shown, Next>(
  form: FormState,
  { again, refusedAt }: Handling<Shown>,
  next: () => Promise<Next>,
): Promise<Shown | Next> {
  try {
    return await next();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const field = typeof refusedAt === 'string' ? refusedAt : refusedAt(error, form);
    return again(refused(form, error, field));
  }
}

/** The form again with the sentence of a refusal at one of its fields; anything that is no refusal is thrown on. */
export function refused(form: FormState, error: unknown, field: string): FormState {
  if (!(error instanceof Refusal) || error.kind === 'not-found' || error.code === 'platform.forbidden')
    throw error;
  return withErrors(form.values, [[field, error.message]]);
}

/** The form again with a sentence at one of its fields. */
export const mistaken = (form: FormState, field: string, text: string): FormState =>
  withErrors(form.values, [[field, text]]);

const withErrors = (values: Values, messages: Mistakes): FormState => ({
  values,
  errors: Object.fromEntries(messages.map(([field, text]) => [field, { text }])),
  errorList: messages.map(([field, text]) => ({ text, href: `#${field}` })),
});

const severalKey = 'middletier:several';
/** A field that may be sent more than once, such as boxes to tick: its value is a list. */
export const Several = (): PropertyDecorator => (target, name) =>
  Reflect.defineMetadata(severalKey, true, target, name);
const dayKey = 'middletier:day';
/** A day, which may be typed where a browser has nothing to choose it from. */
export const Day = (): PropertyDecorator => (target, name) =>
  Reflect.defineMetadata(dayKey, true, target, name);
const is = (key: string, type: new () => object, name: string): boolean =>
  Boolean(Reflect.getMetadata(key, type.prototype, name));

const secret = /password/i;
const tidy = (name: string, value: unknown, day = false): string | readonly string[] => {
  if (Array.isArray(value)) return value.map(text);
  if (typeof value === 'string' && secret.test(name)) return value;
  return day ? civilDateIn(text(value)) : text(value);
};
const text = (value: unknown): string => (typeof value === 'string' ? tidyText(value) : '');
