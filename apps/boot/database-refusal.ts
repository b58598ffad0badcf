import type { Logger } from '@nestjs/common';
import { notFound, Refusal, sqlState, violatedConstraint } from '#platform';

/**
 * What a database error means to the person who caused it, by SQLSTATE and constraint name, never by its text; null
 * when it is nobody's doing and so a bug. A context that can say more has caught the error before.
 */
export function databaseRefusal(error: unknown): Refusal | null {
  const details: Record<string, string> = violatedConstraint(error)
    ? { constraint: violatedConstraint(error) }
    : {};
  const state = sqlState(error);
  switch (state) {
    case '23505': // unique_violation
    case '23P01': // exclusion_violation
      return new Refusal(
        'platform.already-there',
        'This is already there, or someone took it a moment before.',
        'conflict',
        details,
      );
    case '23503': // foreign_key_violation
      return new Refusal('platform.gone', 'Something this refers to is not there.', 'conflict', details);
    case '40001': // serialization_failure
    case '40P01': // deadlock_detected
    case '55P03': // lock_not_available
      return new Refusal(
        'platform.busy',
        'Many people are changing this at once. Try again in a moment.',
        'conflict',
      );
    case '42501': // insufficient_privilege: row-level security said no, or a migration forgot a GRANT
      return new Refusal('platform.forbidden', 'This is not yours to change.', 'forbidden');
    case '23514': // check_violation
      return new Refusal(
        'platform.against-a-rule',
        'What was sent goes against a rule that is kept with the records. Check it; if it is right, tell the organisation that runs this marketplace and quote the reference.',
        'invalid',
        details,
      );
    case '22P02': // invalid_text_representation: an address with something that is no id
      return notFound('page');
    default:
      // Class 22, data exception, and 54, program limit exceeded: the database cannot take what was sent.
      return /^(22|54)/.test(state)
        ? new Refusal(
            'platform.bad-data',
            'Something in what was sent cannot be kept: a number, a date or a character that does not exist.',
            'invalid',
          )
        : null;
  }
}

/**
 * Answers that are also a fault of ours, for a facade should have said no before the database did. Whoever asked is told no,
 * not that it is our fault: the transaction is undone, and the same sent again meets the same rule. But nobody else would
 * learn of it, so it is logged: a rule without a sentence as an error; a row of someone else's, or a table that a migration
 * forgot to grant, as a warning, since the first is also what an attack looks like.
 */
const noted: Readonly<Record<string, readonly ['error' | 'warn', string]>> = {
  '23514': ['error', 'A rule of the database said no where a facade should have'],
  '42501': [
    'warn',
    'The database said that this is not theirs to change: a facade let it through, or a GRANT is missing',
  ],
};

/** Logs such an answer: the constraint or the table, and never what a row holds (see log.ts). */
export function noteFault(
  logger: Logger,
  error: unknown,
  { id, method, url }: { readonly id: string; readonly method: string; readonly url: string },
): void {
  const [level, msg] = noted[sqlState(error)] ?? [];
  if (level) logger[level]({ msg, requestId: id, method, path: url.split('?')[0], err: error });
}
