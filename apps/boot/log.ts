import { chmodSync, existsSync } from 'node:fs';
import { pino, type Logger } from 'pino';
import { sqlState, type Config } from '#platform';

/** Lines of JSON on standard output. */
export const logToOutput = (config: Config): Logger => pino(options(config));

/** Lines of JSON in a file that is its owner's alone, whoever made it. */
export function logToFile(config: Config, file: string): Logger {
  if (existsSync(file)) chmodSync(file, 0o600);
  return pino(options(config), pino.destination({ dest: file, mkdir: true, mode: 0o600 }));
}

/**
 * What a log says of an error. Of one of the database's only what kind it is and where: its text, its detail and the
 * statement's parameters quote what people typed.
 */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const type = error.constructor.name;
  const { message, stack, cause } = error;
  if (/^[0-9A-Z]{5}$/.test(sqlState(error)) && 'severity' in error) {
    const { schema, table, column, constraint, routine } = error as Error & Record<string, unknown>;
    const frames = stack?.slice(stack.indexOf('\n    at '));
    const where = { type, sqlState: sqlState(error), schema, table, column, constraint, routine };
    // A privilege that is missing names its table in the text alone, and there is nothing else in it.
    return { ...where, ...(where.sqlState === '42501' && { denied: message }), stack: frames };
  }
  return { type, message, stack, ...(cause ? { cause: loggedError(cause) } : {}) };
}

export const serializers = { err: loggedError, error: loggedError };
const options = (config: Config) => ({ level: config.LOG_LEVEL, serializers });
