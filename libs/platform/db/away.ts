/** The database did not answer, or not in time. Nobody's mistake, and over when it is back. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
}

const awayCodes =
  /^(08...|57P0.|57014|53300|25P03|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
/** node-postgres's own words, for want of a code. */
const awayWords =
  /^(Query read timeout|timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error)/;

/** Whether the database is away, starting, stopping, full or too slow: over in a while, and nobody's mistake. */
export const isAway = (error: unknown): boolean =>
  error instanceof DatabaseAway ||
  awayCodes.test(sqlState(error)) ||
  (error instanceof Error && (awayWords.test(error.message) || isAway(error.cause)));

/** The SQLSTATE of a database error, which TypeORM's own error has too; empty when it is none. */
export const sqlState = (error: unknown): string => ((error as { code?: string })?.code ?? '').toString();

/** The constraint a database error names; empty when it names none. */
export const violatedConstraint = (error: unknown): string =>
  (error as { constraint?: string })?.constraint ?? '';
