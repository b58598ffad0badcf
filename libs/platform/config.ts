import { plainToInstance, Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';

const flag = ({ value }: { value: unknown }) =>
  value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value;
const number = ({ value }: { value: unknown }) =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
const url = (schemes: string) =>
  Matches(new RegExp(`^(${schemes})://`), {
    message: `$property must be an address that starts with ${schemes.replaceAll('|', ':// or ')}://`,
  });

/**
 * Every setting of an installation, read from the environment once at boot. Each mistake is one plain line.
 * docs/operators.md lists them for people.
 */
export class Config {
  /** Where the three faces listen. 0 takes any free port. */
  @IsInt() @Min(0) @Max(65535) @Transform(number) PORT = 3000;
  @IsString() HOST = '127.0.0.1';
  /** The address people type; links in mail start with it. Default: http://localhost:PORT. */
  @IsOptional() @url('http|https') PUBLIC_URL?: string;

  /** The database's owner: migrates, and makes the other roles. Default: the embedded server in ./.data. */
  @IsOptional() @url('postgres|postgresql') DATABASE_URL?: string;
  /** The application's role. Default: DATABASE_URL's server with role middletier_app and a password made from SECRET. */
  @IsOptional() @url('postgres|postgresql') DATABASE_APP_URL?: string;
  @IsInt() @Min(2) @Max(200) @Transform(number) DATABASE_POOL = 10;
  /** Jobs go to Redis when set, else to PostgreSQL. */
  @IsOptional() @url('redis|rediss') REDIS_URL?: string;
  /** Signs sessions and forms, and makes the application role's password. */
  @IsString()
  @MinLength(32, { message: 'SECRET must be at least 32 characters, from a random source' })
  SECRET = '';

  /** Outgoing mail. Without it mail is kept, and shown on a mailbox page in the demonstration. */
  @IsOptional() @url('smtp|smtps') SMTP_URL?: string;
  @IsString() MAIL_FROM = 'Middletier <no-reply@middletier.example>';
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) LOG_LEVEL = 'info';

  /** Where an installation keeps what is not in the database (the embedded server, its secret). */
  @IsString() DATA_DIRECTORY = '.data';
  /** Load the demonstration the first time, list its people on the sign-in page, show the mailbox. */
  @IsBoolean() @Transform(flag) DEMONSTRATION = false;
  /** A real register (GIAS download) for the demonstration instead of the generated one. */
  @IsOptional() @IsString() MIDDLETIER_REGISTER?: string;

  @IsInt() @Min(1) @Max(1000) @Transform(number) JOB_CONCURRENCY = 4;
  /** How long a killed worker's job waits before another takes it. */
  @IsInt() @Min(1000) @Max(600000) @Transform(number) JOB_LOCK_MS = 30000;
  /** How often a job is tried at once, after 1, 2, 4 … seconds, before it is left to the next look at what is due. */
  @IsInt() @Min(1) @Max(20) @Transform(number) JOB_ATTEMPTS = 8;
  /** How often a worker compares what is due with what has happened, whatever the queue remembers. */
  @IsInt() @Min(1) @Max(86400) @Transform(number) RECONCILE_SECONDS = 300;
  /** How often the outbox relay looks when it found nothing. */
  @IsInt() @Min(10) @Max(60000) @Transform(number) RELAY_INTERVAL_MS = 250;
  /** Largest request body. */
  @IsInt() @Min(1024) @Max(104857600) @Transform(number) BODY_LIMIT_BYTES = 1048576;
  /** Requests a minute from one address or key. */
  @IsInt() @Min(10) @Max(1000000) @Transform(number) RATE_LIMIT_PER_MINUTE = 600;
  /** Sign-in attempts a minute from one address. */
  @IsInt() @Min(1) @Max(10000) @Transform(number) SIGN_IN_LIMIT_PER_MINUTE = 20;
  @IsInt() @Min(1) @Max(720) @Transform(number) SESSION_HOURS = 12;
  /** The largest page that the API hands out. */
  @IsInt() @Min(1) @Max(1000) @Transform(number) PAGE_SIZE_LIMIT = 200;
}

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const known = new Set(
  Object.getOwnPropertyNames(new Config()).concat(
    'PUBLIC_URL',
    'DATABASE_URL',
    'DATABASE_APP_URL',
    'REDIS_URL',
    'SMTP_URL',
    'MIDDLETIER_REGISTER',
  ),
);

/** Throws `ConfigurationError` with one line per mistake. Empty values count as not set. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) => known.has(name) && value !== undefined && value !== '',
    ),
  );
  const config = plainToInstance(Config, given, { exposeDefaultValues: true });
  const mistakes = validateSync(config).flatMap((error) =>
    Object.values(error.constraints ?? {}).slice(0, 1),
  );
  if (mistakes.length)
    throw new ConfigurationError(
      `The configuration has ${mistakes.length === 1 ? 'a mistake' : 'mistakes'}:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
    );
  return config;
}
