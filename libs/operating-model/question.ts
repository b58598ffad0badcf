import { z } from 'zod';
import type { Vocabulary } from './vocabulary.js';

/** In what a number is counted. */
export type Measure =
  'days' | 'working days' | 'months' | 'points' | 'of 5' | 'kilometres' | 'pence' | 'hundredths of a credit';

/** What a page says of something that may be chosen; said once, beside its check. */
interface Wording {
  readonly label: string;
  /** Where the description, which is for whoever writes a blueprint, does not do. */
  readonly hint?: string;
  readonly measure?: Measure;
  /** What each of a few values, or of a few parts, is called. */
  readonly options?: Readonly<Record<string, string>>;
  /** The operator's own words: it is one of them, or has a number for each. */
  readonly words?: Vocabulary;
  /** For a ladder: its roles from the lowest up, who of them sets limits, who orders. */
  readonly ladder?: LadderRoles;
  /** What a choice counts for, from its day on. */
  readonly counts?: string;
}
export interface LadderRoles {
  readonly roles: readonly string[];
  readonly setters: readonly string[];
  readonly orderers: readonly string[];
}
export const asked = z.registry<Wording>();

interface Option {
  readonly value: string;
  readonly text: string;
}
/** How something that may be chosen is asked for, by what may be answered. */
export type Question = { readonly label: string; readonly hint: string } & (
  | { readonly kind: 'number'; readonly least: number; readonly most: number; readonly measure?: Measure }
  | {
      readonly kind: 'number-each';
      readonly words: Vocabulary;
      readonly least: number;
      readonly most: number;
      readonly measure?: Measure;
    }
  | { readonly kind: 'one' | 'several'; readonly options: readonly Option[] }
  | { readonly kind: 'yes-or-no' }
  | { readonly kind: 'text'; readonly least: number; readonly most: number }
  | { readonly kind: 'word'; readonly words: Vocabulary }
  | { readonly kind: 'days-of-year'; readonly parts: readonly Option[] }
  | ({ readonly kind: 'ladder' } & LadderRoles)
);

/** The question that a declaration is the check of; undefined: it is not asked. */
export function questionOf(
  declared: z.core.$ZodType,
  said: Wording | undefined = asked.get(declared as z.ZodType),
): Question | undefined {
  if (!said) return undefined;
  const { label, hint, words, measure, ladder, options = {} } = said;
  const check = (declared instanceof z.ZodDefault ? declared.unwrap() : declared) as z.ZodType;
  const all = { label, hint: hint ?? (declared as z.ZodType).description ?? '' };
  const offered = (check: z.ZodEnum): Option[] =>
    check.options.map((value) => ({ value: String(value), text: options[value] ?? String(value) }));
  if (ladder) return { ...all, kind: 'ladder', ...ladder };
  if (check instanceof z.ZodNumber) return { ...all, kind: 'number', ...bounds(check), measure };
  if (check instanceof z.ZodRecord)
    return { ...all, kind: 'number-each', words: words!, ...bounds(check.valueType as z.ZodNumber), measure };
  if (check instanceof z.ZodEnum) return { ...all, kind: 'one', options: offered(check) };
  if (check instanceof z.ZodObject)
    return {
      ...all,
      kind: 'days-of-year',
      parts: Object.keys(check.shape).map((value) => ({ value, text: options[value] ?? value })),
    };
  if (check instanceof z.ZodArray)
    return { ...all, kind: 'several', options: offered(check.element as z.ZodEnum) };
  if (check instanceof z.ZodBoolean) return { ...all, kind: 'yes-or-no' };
  if (check instanceof z.ZodString && !words)
    return { ...all, kind: 'text', least: check.minLength ?? 0, most: check.maxLength ?? 200 };
  return { ...all, kind: 'word', words: words! };
}

const bounds = (check: z.ZodNumber) => ({ least: check.minValue!, most: check.maxValue! });
