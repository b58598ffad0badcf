import { CREDIT, PLACE, type Measure, type Question } from '#operating-model';
import { characters, GBP, parseQuantity, pounds, quantity, Refusal, type Unit } from '#platform';
import type { FormState, Values } from './form.js';
import { counted } from './words.js';

/** A field of a form, by how it is asked. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly as: 'text' | 'number' | 'amount' | 'one' | 'several';
  readonly unit?: string;
  readonly options?: readonly { readonly value: string; readonly text: string }[];
  /** The heading above it, where it begins a part of the form. */
  readonly heading?: string;
}
export type Read = { readonly value: unknown } | { readonly mistakes: [field: string, text: string][] };

/** How a question is put and answered, and how an answer is said. */
export interface Answers {
  readonly fields: readonly Field[];
  /** What the fields hold for a value. */
  readonly shown: (value: unknown) => Values;
  readonly read: (values: Values) => Read;
  /** On several lines where it has several parts. */
  readonly said: (value: unknown) => string;
}

const units: Readonly<Partial<Record<Measure, Unit>>> = { pence: GBP, 'hundredths of a credit': CREDIT };

/** `60 days`, `£10,000,000`, `35 credits`. */
export function saidNumber(value: number, measure?: Measure): string {
  const unit = measure && units[measure];
  if (unit === GBP) return pounds(BigInt(value), { whole: true });
  return unit
    ? quantity(BigInt(value), unit)
    : counted(value, measure?.replace(/s$/, '') ?? '', measure ?? '').trim();
}

export interface Bounds {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly measure?: Measure;
}
/** What was typed, or a sentence that says what may be. */
export function readNumber(
  text: string,
  { label, least, most, measure }: Bounds,
): { value: number } | { mistake: string } {
  const unit = measure && units[measure];
  const range = `from ${saidNumber(least, measure)} to ${saidNumber(most, measure)}`;
  const mistake = `${label} must be ${unit ? 'an amount' : 'a whole number'}, ${range}`;
  try {
    const value = Number(parseQuantity(text, unit ?? PLACE));
    return value >= least && value <= most ? { value } : { mistake };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { mistake };
  }
}
/** As it is typed. */
export const typed = (value: number, measure?: Measure): string =>
  measure && units[measure] ? (value / 100).toFixed(value % 100 ? 2 : 0) : String(value);

export const text = (values: Values, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : '';
};
export const texts = (values: Values, name: string): string[] =>
  [values[name] ?? []].flat().filter((one) => one !== '');

export const numberField = (name: string, { label, measure }: Pick<Bounds, 'label' | 'measure'>): Field => ({
  name,
  label,
  as: measure === 'pence' ? 'amount' : 'number',
  unit: measure === 'hundredths of a credit' ? 'credits' : measure === 'pence' ? undefined : measure,
});

interface Option {
  readonly value: string;
  readonly text: string;
}
/** One of a few. */
export const oneOf = (name: string, label: string, options: readonly Option[]): Answers => ({
  fields: [{ name, label, as: 'one', options }],
  shown: (value) => ({ [name]: String(value) }),
  read: (values) =>
    options.some(({ value }) => value === text(values, name))
      ? { value: text(values, name) }
      : { mistakes: [[name, 'Choose one of these']] },
  said: (value) => options.find((option) => option.value === value)?.text ?? String(value),
});

const yesOrNo = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
];

type SimpleQuestion = Extract<Question, { kind: 'number' | 'one' | 'several' | 'yes-or-no' | 'text' }>;
/** A question of one field. */
export function simple(name: string, question: SimpleQuestion): Answers {
  switch (question.kind) {
    case 'one':
      return oneOf(name, question.label, question.options);
    case 'several': {
      const { label, options } = question;
      return {
        fields: [{ name, label, as: 'several', options }],
        shown: (value) => ({ [name]: value as readonly string[] }),
        read: (values) => {
          const ticked = texts(values, name);
          return ticked.length && ticked.every((one) => options.some(({ value }) => value === one))
            ? { value: ticked }
            : { mistakes: [[name, 'Choose at least one of these']] };
        },
        said: (value) =>
          options
            .filter((option) => (value as readonly string[]).includes(option.value))
            .map((option) => option.text)
            .join(', '),
      };
    }
    case 'yes-or-no': {
      const answers = oneOf(name, question.label, yesOrNo);
      const word = (value: unknown) => (value ? 'yes' : 'no');
      return {
        ...answers,
        shown: (value) => answers.shown(word(value)),
        read: (values) => {
          const read = answers.read(values);
          return 'value' in read ? { value: read.value === 'yes' } : read;
        },
        said: (value) => answers.said(word(value)),
      };
    }
    case 'text': {
      const { label, least, most } = question;
      return {
        fields: [{ name, label, as: 'text' }],
        shown: (value) => ({ [name]: value as string }),
        read: (values) => {
          const length = characters(text(values, name));
          return length >= least && length <= most
            ? { value: text(values, name) }
            : { mistakes: [[name, `Enter ${least} to ${most} characters`]] };
        },
        said: (value) => value as string,
      };
    }
    case 'number':
      return {
        fields: [numberField(name, question)],
        shown: (value) => ({ [name]: typed(value as number, question.measure) }),
        read: (values) => {
          const read = readNumber(text(values, name), question);
          return 'value' in read ? read : { mistakes: [[name, read.mistake]] };
        },
        said: (value) => saidNumber(value as number, question.measure),
      };
  }
}

/** The fields with what is in them, as kit/questions.njk shows them. */
export const shownFields = (fields: readonly Field[], { values }: FormState) =>
  fields.map((field) => ({
    ...field,
    hint: field.hint && { text: field.hint },
    value: values[field.name],
    options: field.options?.map((option) => ({
      ...option,
      checked: [values[field.name]].flat().includes(option.value),
    })),
  }));
