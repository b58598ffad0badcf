import { buildMessage, ValidateBy, type ValidationOptions } from 'class-validator';
import { grouped } from './quantity.js';
import { Refusal } from './refusal.js';
import { isLine, isText } from './text.js';

/**
 * How many characters a text has, as the database counts them. class-validator takes an emoji and the mark that colours it
 * for one, so that what it lets through would meet a CHECK.
 */
export const characters = (text: string): number => [...text].length;

/** So many characters at least and at most. */
export const Length = (least: number, most: number, options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'length',
      validator: {
        // None takes more than two of JavaScript's: what is far too long is not counted.
        validate: (given: unknown) =>
          typeof given === 'string' && given.length <= most * 2 && within(characters(given), least, most),
        defaultMessage: buildMessage(
          (each) =>
            `${each}$property must have ${least ? `${least} to ${most}` : `at most ${most}`} characters`,
        ),
      },
    },
    options,
  );

export const MaxLength = (most: number, options?: ValidationOptions): PropertyDecorator =>
  Length(0, most, options);

const within = (count: number, least: number, most: number): boolean => count >= least && count <= most;

/** Whether a text says so much, spaces around it aside, and is no longer than what keeps it. */
export const says = (text: string, least: number, most: number): boolean =>
  characters(text.trim()) >= least && characters(text) <= most;

/** What a text must say, the same wherever it is asked for: in a verb, on a page, by a program. */
export interface TextRule {
  /** Of the refusal of a text that says less or more. */
  readonly code: string;
  /** Characters, as the table's own check. */
  readonly length: readonly [least: number, most: number];
  /** It stands in one line, as a name does. */
  readonly line?: boolean;
  /** `Say what the visit is for` */
  readonly ask: string;
  /** What is said after the bounds: `; the school reads it` */
  readonly besides?: string;
}

/** `Say what the visit is for, in 3 to 500 characters` */
export const sentenceOf = ({ ask, length: [least, most], besides = '' }: TextRule): string =>
  `${ask}, in ${least ? `${grouped.format(least)} to` : 'at most'} ${grouped.format(most)} characters${besides}`;

/** Refuses, with the rule's code, what says less or more, or cannot be printed where it stands. */
export function mustSay(text: string, rule: TextRule): void {
  const { code, ask, line } = rule;
  if (!says(text, ...rule.length)) throw new Refusal(code, `${sentenceOf(rule)}.`, 'invalid');
  if (!prints(text, rule))
    throw new Refusal(code, `${ask}, without control characters${line ? ', on one line' : ''}.`, 'invalid');
}

/** Whether a text can be kept, and printed where it stands. */
export const prints = (text: string, { line = false }: Partial<TextRule> = {}): boolean =>
  line ? isLine(text) : isText(text);

/** The same of what may be left unsaid: as it is kept, or null. */
export function maySay(text: string | undefined, rule: TextRule): string | null {
  const said = text?.trim() || null;
  if (said) mustSay(said, rule);
  return said;
}

/** The rule, for a field of a form. */
export const Said = (rule: TextRule): PropertyDecorator =>
  Length(...rule.length, { message: sentenceOf(rule) });
