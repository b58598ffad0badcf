import {
  inUse,
  type AskedSetting,
  type Ladder,
  type Question,
  type Word,
  type Words,
} from '#operating-model';
import type { Temporal } from '#platform';
import {
  numberField,
  oneOf,
  readNumber,
  saidNumber,
  simple,
  text,
  typed,
  type Answers,
} from '../../kit/questions.js';
import { ladderAnswers } from './ladder.js';

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
/** `1 April` of `04-01`, and back. */
const saidDay = (day: string): string => `${Number(day.slice(3))} ${months[Number(day.slice(0, 2)) - 1]}`;
function readDay(typed: string): string | undefined {
  const [, day, name] = /^(\d{1,2}) ([a-z]{3,9})$/i.exec(typed) ?? [];
  const month = months.findIndex((one) => name && one.toLowerCase().startsWith(name.toLowerCase())) + 1;
  const right = month > 0 && Number(day) >= 1 && Number(day) <= 28;
  return right ? `${String(month).padStart(2, '0')}-${day!.padStart(2, '0')}` : undefined;
}

type Of<Kind extends Question['kind']> = Extract<Question, { kind: Kind }>;

/** A number for each of the operator's words; one that is left empty has none. */
function numberEach(question: Of<'number-each'>, words: readonly Word[]): Answers {
  const { measure, least, most } = question;
  const fieldOf = ({ code }: Word) => `value-${code}`;
  return {
    fields: words.map((word) => numberField(fieldOf(word), { label: word.label, measure })),
    shown: (value) => {
      const numbers = value as Readonly<Record<string, number>>;
      return Object.fromEntries(
        words.map((word) => [
          fieldOf(word),
          Object.hasOwn(numbers, word.code) ? typed(numbers[word.code]!, measure) : '',
        ]),
      );
    },
    read: (values) => {
      const said = words.filter((word) => text(values, fieldOf(word)));
      const read = said.map((word) => ({
        word,
        ...readNumber(text(values, fieldOf(word)), { label: word.label, least, most, measure }),
      }));
      const mistakes = read.flatMap((one): [string, string][] =>
        'mistake' in one ? [[fieldOf(one.word), one.mistake]] : [],
      );
      return mistakes.length
        ? { mistakes }
        : {
            value: Object.fromEntries(read.map((one) => [one.word.code, (one as { value: number }).value])),
          };
    },
    said: (value) =>
      Object.entries(value as Readonly<Record<string, number>>)
        .map(
          ([code, one]) =>
            `${words.find((word) => word.code === code)?.label ?? code}: ${saidNumber(one, measure)}`,
        )
        .join('\n') || 'None',
  };
}

const daysOfYear = ({ parts }: Of<'days-of-year'>): Answers => ({
  fields: parts.map((part) => ({
    name: `value-${part.value}`,
    label: part.text,
    hint: 'Like 1 April',
    as: 'text',
  })),
  shown: (value) =>
    Object.fromEntries(
      Object.entries(value as Record<string, string>).map(([part, day]) => [`value-${part}`, saidDay(day)]),
    ),
  read: (values) => {
    const days = parts.map((part) => ({ ...part, day: readDay(text(values, `value-${part.value}`)) }));
    const mistakes = days.flatMap((part): [string, string][] =>
      part.day
        ? []
        : [[`value-${part.value}`, `${part.text}: enter a day up to the 28th of a month, like 1 April`]],
    );
    return mistakes.length
      ? { mistakes }
      : { value: Object.fromEntries(days.map(({ value, day }) => [value, day])) };
  },
  said: (value) =>
    parts
      .map((part) => `${part.text}: ${saidDay((value as Record<string, string>)[part.value]!)}`)
      .join('\n'),
});

/** How a setting is answered; `held` is what holds today, of which nothing is lost that a form has no place for. */
export function answersOf(
  { question, check }: Pick<AskedSetting, 'question' | 'check'>,
  words: Words,
  held: unknown,
  today: Temporal.PlainDate,
): Answers {
  switch (question.kind) {
    case 'number-each': {
      const all: readonly Word[] = words[question.words];
      const wanted = inUse(all, today);
      return numberEach(
        question,
        all.filter(
          (word) =>
            wanted.includes(word) ||
            word.fromOn > today.toString() ||
            Object.hasOwn(held as object, word.code),
        ),
      );
    }
    case 'word': {
      const all: readonly Word[] = words[question.words];
      const staying = all.filter(({ code, untilOn }) => untilOn === null || code === held);
      return oneOf(
        'value',
        question.label,
        staying.map(({ code, label }) => ({ value: code, text: label })),
      );
    }
    case 'days-of-year':
      return daysOfYear(question);
    case 'ladder':
      return ladderAnswers(question, check, held as Ladder);
    default:
      return simple('value', question);
  }
}
