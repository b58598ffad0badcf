import { mistakesIn, type NewWord, type Vocabulary, type WordList } from '#operating-model';
import { isCivilDate, Temporal } from '#platform';
import type { AskedForm, Values } from '../../kit/form.js';
import { simple, text, type Answers, type Field } from '../../kit/questions.js';
import { CivilDate } from '../../kit/rules.js';

export class EndingForm {
  @CivilDate('Enter the last day on which it may be chosen')
  lastDay: string;
}

/** What else a new word says, by its list. */
const furtherOf = ({ questions }: WordList): readonly (readonly [name: string, answers: Answers])[] =>
  questions.map(({ name, question }) => [name, simple(name, question as never)]);

export const fieldsOf = (list: WordList): readonly Field[] => [
  { name: 'label', label: 'What people read', as: 'text' },
  ...furtherOf(list).flatMap(([, { fields }]) => fields),
  {
    name: 'code',
    label: 'A short form for other systems',
    hint: `Letters and hyphens; it never changes. Leave it empty, and it is made of what people read.`,
    as: 'text',
  },
];

/** What is wrong with a word, beside what it says of it. */
const wordings: Readonly<Record<string, string>> = { code: 'A short form', label: 'What people read' };

export function newWordForm(
  list: WordList,
): AskedForm<{ word: NewWord<Vocabulary>; from: Temporal.PlainDate }> {
  const further = furtherOf(list);
  return {
    fields: [
      ...fieldsOf(list).map(({ name, as }) => ({ name, several: as === 'several' })),
      { name: 'from', day: true },
    ],
    read: (values) => {
      const mistakes: [string, string][] = [];
      const word: Record<string, unknown> = { label: text(values, 'label') };
      for (const [name, answers] of further) {
        const read = answers.read(values);
        if ('value' in read) word[name] = read.value;
        else mistakes.push(...read.mistakes);
      }
      word.code = codeOf(values, list, word);
      for (const part of ['label', 'code']) {
        const mistake = mistakeIn(list, word, part);
        if (mistake) mistakes.push([part, `${wordings[part]} ${mistake}`]);
      }
      const { from } = values;
      if (!isCivilDate(from)) mistakes.push(['from', 'Enter the day from which it may be chosen']);
      return mistakes.length || !isCivilDate(from)
        ? { mistakes }
        : { data: { word: word as unknown as NewWord<Vocabulary>, from: Temporal.PlainDate.from(from) } };
    },
  };
}

const mistakeIn = ({ check }: WordList, word: object, part: string): string | undefined =>
  mistakesIn(check, word).find(({ path }) => path[0] === part)?.message;

/** `hub-school`, of `Hub school`; in capitals where the list has those. */
function codeOf(values: Values, list: WordList, word: object): string {
  const made = text(values, 'label')
    .replaceAll(/[^A-Za-z]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 30)
    .replace(/-$/, '')
    .toLowerCase();
  const may = [made, made.toUpperCase()].find((code) => !mistakeIn(list, { ...word, code }, 'code'));
  return text(values, 'code') || (may ?? made);
}
