import { z } from 'zod';
import { Refusal } from '#platform';

/** What is right, or every mistake as a line that says where it stands: `at settings > credits: is missing`. */
export function checked<Declared extends z.ZodType>(
  declared: Declared,
  value: unknown,
): { right: z.output<Declared>; mistakes: [] } | { right: undefined; mistakes: string[] } {
  const read = declared.safeParse(value, { error: sentence });
  if (read.success) return { right: read.data, mistakes: [] };
  const mistakes = read.error.issues.map(
    ({ path, message }) => `at ${path.map(String).join(' > ') || 'the top'}: ${message}`,
  );
  return { right: undefined, mistakes };
}

/** The mistakes in a value, each with where in it it stands. */
export const mistakesIn = (
  declared: z.ZodType,
  value: unknown,
): readonly { path: readonly PropertyKey[]; message: string }[] =>
  declared.safeParse(value, { error: sentence }).error?.issues ?? [];

/** Refuses with every mistake on a line of its own; `what` begins the sentence: `aspire.yaml`. */
export const mistaken = (code: string, what: string, mistakes: readonly string[]): Refusal =>
  new Refusal(
    code,
    `${what} has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
    'invalid',
  );

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
};

/** As one would say it to a finance officer; what has words of its own in the declaration keeps them. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys') return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? 'a group of entries'}`;
    case 'too_small':
      return `must ${amount(issue.origin, issue.minimum)} or more`;
    case 'too_big':
      return `must ${amount(issue.origin, issue.maximum)} or less`;
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `must be one of: ${issue.options.map(String).join(', ')}`
        : 'is none of what may stand here';
    case 'invalid_format':
      return 'is not written as it should be';
    case 'invalid_key':
      return 'has a name that may not stand here';
    case 'unrecognized_keys':
      return `there is nothing called ${issue.keys.join(', ')} here`;
    default:
      return undefined;
  }
}

const amount = (origin: string, least: number | bigint): string => {
  if (origin === 'string') return `have ${least} characters`;
  return origin === 'array' ? `have ${least} entries` : `be ${least}`;
};
