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
    case '42501': // insufficient_privilege: row-level security said no
      return new Refusal('platform.forbidden', 'This is not yours to change.', 'forbidden');
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
