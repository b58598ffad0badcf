import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { newId, Refusal } from '#platform';

type Values = Readonly<Record<string, string | readonly string[] | undefined>>;

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

/**
 * Checks what a browser sent against a class of class-validator rules. Values are trimmed, fields that the class does
 * not name are ignored, and a field's first message is the one shown.
 */
export function readForm<Data extends object>(type: new () => Data, body: unknown): Submitted<Data> {
  const values = tidy(body);
  const data = plainToInstance(type, values);
  const mistakes = validateSync(data, { whitelist: true, stopAtFirstError: true });
  if (!mistakes.length) return { ok: true, data, form: blankForm(values) };
  return {
    ok: false,
    form: withErrors(
      values,
      mistakes.map((mistake) => [
        mistake.property,
        Object.values(mistake.constraints ?? {})[0] ?? 'Check this answer.',
      ]),
    ),
  };
}

/** The form again with the sentence of a refusal at one of its fields; anything that is no refusal is thrown on. */
export function refused(form: FormState, error: unknown, field: string): FormState {
  if (!(error instanceof Refusal) || error.kind === 'not-found' || error.code === 'platform.forbidden')
    throw error;
  return withErrors(form.values, [[field, error.message]]);
}

const withErrors = (
  values: Values,
  messages: readonly (readonly [field: string, text: string])[],
): FormState => ({
  values,
  errors: Object.fromEntries(messages.map(([field, text]) => [field, { text }])),
  errorList: messages.map(([field, text]) => ({ text, href: `#${field}` })),
});

const secret = /password/i;

function tidy(body: unknown): Values {
  if (typeof body !== 'object' || body === null) return {};
  const entries = Object.entries(body as Record<string, unknown>).filter(([name]) => name !== '_csrf');
  return Object.fromEntries(entries.map(([name, value]) => [name, tidyValue(name, value)]));
}
const tidyValue = (name: string, value: unknown): string | readonly string[] =>
  Array.isArray(value)
    ? value.map(String)
    : secret.test(name)
      ? String(value)
      : String(value).trim().replaceAll('\r\n', '\n');
