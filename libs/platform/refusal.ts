/**
 * A business "no": the request was understood and is not allowed now. Thrown by facades, listed in a verb's
 * docstring, and mapped once per app (an RFC 9457 problem in the API, a plain sentence on the page).
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    /** Stable, dotted, context first: `ledger.insufficient`. Never changes once published. */
    readonly code: string,
    /** One plain sentence that a headteacher understands. */
    message: string,
    readonly kind: RefusalKind = 'conflict',
    /** Facts for a machine; never personal data. */
    readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
  }
}

/** `invalid` 422, `conflict` 409, `forbidden` 403, `not-found` 404, `too-many` 429. */
export type RefusalKind = 'invalid' | 'conflict' | 'forbidden' | 'not-found' | 'too-many';

export const refusalStatus: Record<RefusalKind, number> = {
  invalid: 422,
  conflict: 409,
  forbidden: 403,
  'not-found': 404,
  'too-many': 429,
};

/**
 * For `.catch`: what a verb below refused, by its code, in the words of the verb that called it. Anything else is thrown on.
 * `.catch(refuseAs({ 'ledger.insufficient': () => noDaysLeft(visit) }))`
 */
export const refuseAs =
  (words: Readonly<Record<string, (refusal: Refusal) => Refusal>>) =>
  (error: unknown): never => {
    throw error instanceof Refusal && Object.hasOwn(words, error.code) ? words[error.code]!(error) : error;
  };

/** What a rule would refuse, for whoever says so before anybody asks; null where it would not. */
export function refusalOf(rule: () => unknown): Refusal | null {
  try {
    rule();
    return null;
  } catch (error) {
    return refusalIn(error);
  }
}

/** For `.catch`: the "no" of a verb, for whoever shows it instead of passing it on. Anything else is thrown on. */
export function refusalIn(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

export const notFound = (what: string): Refusal =>
  new Refusal('platform.not-found', `There is no such ${what}, or it is not yours to see.`, 'not-found');

export const forbidden = (sentence: string): Refusal =>
  new Refusal('platform.forbidden', sentence, 'forbidden');

/** Two people changed the same thing at once; the second sees this. */
export const changedMeanwhile = (what: string): Refusal =>
  new Refusal('platform.changed-meanwhile', `Someone changed this ${what} while you were looking at it.`);
