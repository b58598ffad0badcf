import type { WordUse } from '#insight';
import {
  inUse,
  isProgramUnit,
  nounOf,
  type NewWord,
  type Vocabulary,
  type Word,
  type WordList,
  wordLists,
  type Words,
} from '#operating-model';
import { longDate, shortDate, type Temporal } from '#platform';
import { checkPage, confirmPage, donePage } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { shownFields, simple } from '../../kit/questions.js';
import { paths } from '../../paths.js';
import { fieldsOf } from './form.js';

const back = { href: paths.settings.words.index, text: 'Our words' };

const since = (on: string): string => (on <= '2000-01-01' ? 'From the start' : `From ${shortDate(on)}`);
const days = ({ fromOn, untilOn }: Word): string =>
  `${since(fromOn)}${untilOn ? ` until ${shortDate(untilOn)}` : ''}`;

/** What a word says besides its label, in words. */
const furtherOf = ({ questions }: WordList, word: Readonly<Record<string, unknown>>) =>
  questions.map(({ name, field, question }) => ({
    key: question.label,
    value: simple(name, question as never).said(word[name] ?? word[field]),
  }));

export const presentWordLists = (words: Words, today: Temporal.PlainDate) =>
  page(
    'operator/words/page.njk',
    'Our words',
    {
      lists: wordLists.map((list) => {
        const all: readonly Word[] = words[list.name];
        const now = inUse(all, today);
        return {
          title: list.title,
          about: list.about,
          addText: `Add a ${nounOf(list.name)}`,
          addHref: paths.settings.words.add(list.name),
          heads: list.questions.map(({ question }) => question.label),
          rows: all.map((word) => ({
            label: word.label,
            days: days(word),
            state: now.includes(word) ? null : word.fromOn > today.toString() ? 'Not yet' : 'Ended',
            further: furtherOf(list, word as never).map(({ value }) => value),
            endHref:
              (word.untilOn && word.untilOn < today.toString()) ||
              (list.name === 'units' && isProgramUnit(word.code))
                ? null
                : paths.settings.words.end(list.name, word.code),
          })),
        };
      }),
    },
    { back: { href: paths.settings.index, text: 'Settings' } },
  );

export const presentNewWord = (list: WordList, form: FormState) =>
  page(
    'operator/words/new.njk',
    `Add a ${nounOf(list.name)}`,
    {
      about: list.about,
      action: paths.settings.words.check(list.name),
      fields: shownFields(fieldsOf(list), form),
    },
    { form, back },
  );

export const presentNewWordCheck = (
  list: WordList,
  word: NewWord<Vocabulary>,
  from: Temporal.PlainDate,
  form: FormState,
) =>
  checkPage(
    'Check the new word',
    {
      rows: [
        { key: 'What people read', value: word.label },
        ...furtherOf(list, word as never),
        { key: 'Short form', value: word.code },
        { key: 'From', value: longDate(from) },
      ],
      action: paths.settings.words.add(list.name),
      changeAction: paths.settings.words.check(list.name),
      button: 'Add it',
      then: 'From that day on it may be chosen, last in the list. It can be ended from a day, and is never deleted.',
    },
    form,
  );

export function presentEnding(list: WordList, word: Word, uses: readonly WordUse[], form: FormState) {
  return confirmPage(
    `End “${word.label}”?`,
    {
      rows: [
        { key: 'May be chosen', value: days(word) },
        { key: 'Short form', value: word.code },
        {
          key: 'What has it',
          value: uses.map(({ what, count }) => `${what}: ${count}`).join('\n') || 'Nothing that we count',
        },
      ],
      then: 'After its last day it is chosen no more. What has it keeps it, and goes on reading so. A word that has ended does not come back: add another.',
      action: paths.settings.words.end(list.name, word.code),
      button: 'End it',
      keep: 'Keep it',
      keepHref: paths.settings.words.index,
    },
    { form, template: 'operator/words/ending.njk', backText: 'Our words' },
  );
}

export const presentSaved = (list: WordList, word: Word) =>
  donePage(word.untilOn ? `“${word.label}” ends` : `“${word.label}” is added`, {
    text: word.untilOn
      ? `Its last day is ${longDate(word.untilOn)}`
      : `It may be chosen from ${longDate(word.fromOn)}`,
    next: [
      word.untilOn
        ? 'What has it keeps it. From the next day on it is not offered any more.'
        : 'From that day on it is offered wherever one of this list is chosen.',
    ],
    actions: [
      { text: 'See all our words', href: paths.settings.words.index },
      { text: `Add a ${nounOf(list.name)}`, href: paths.settings.words.add(list.name) },
    ],
  });
