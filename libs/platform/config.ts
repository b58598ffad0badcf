import { isIP } from 'node:net';
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
  ValidateBy,
  validateSync,
} from 'class-validator';
import { As, declaredFields, readFields, wholeNumber } from './reading.js';

const flag = (value: unknown) =>
  value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value;
const url = (schemes: string) => {
  const begins = (value: unknown): value is string => new RegExp(`^(${schemes})://`).test(String(value));
  return ValidateBy(
    { name: 'url', validator: { validate: (value) => begins(value) && URL.canParse(value) } },
    {
      message: ({ value }) =>
        begins(value)
          ? '$property is no address: a port is at most 65535, and of a password # is written %23, / is %2F'
          : `$property must be an address that starts with ${schemes.replaceAll('|', ':// or ')}://`,
    },
  );
};
/** No number beyond that of another setting. */
const Below = (other: string, why: string) =>
  ValidateBy(
    {
      name: 'below',
      validator: {
        validate: (value, asked) => value < (asked!.object as Record<string, number>)[other]!,
      },
    },
    { message: `$property must be less than ${other}: ${why}` },
  );

/** `10.0.0.0/8`, `::1`, or one of the names that stand for private networks. */
function isNetwork(text: string): boolean {
  if (/^(loopback|linklocal|uniquelocal)$/.test(text)) return true;
  const [address, bits = '0', ...more] = text.split('/');
  const version = isIP(address!);
  return (
    version > 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
  );
}

/**
 * Every setting of an installation, read from the environment once at boot. Each mistake is one plain line.
 * docs/operators.md lists them for people.
 */
export class Config {
  /** Where the three faces listen. 0 takes any free port. */
  @IsInt() @Min(0) @Max(65535) @As(wholeNumber) PORT = 3000;
  @IsString() HOST = '127.0.0.1';
  /** The address people type; links in mail start with it. Default: http://localhost:PORT. */
  @IsOptional() @url('http|https') PUBLIC_URL?: string;

  /** Names the installation's roles on its PostgreSQL server, so that several installations may share one. */
  @Matches(/^[a-z][a-z0-9_]{0,40}$/, {
    message: 'INSTALLATION must be a short name of small letters, digits and _, such as middletier_test',
  })
  INSTALLATION = 'middletier';
  /** The database's owner: migrates, and makes the other roles. Default: the embedded server in ./.data. */
  @IsOptional() @url('postgres|postgresql') DATABASE_URL?: string;
  /** The application's role. Default: DATABASE_URL's server with the installation's role and a password made from SECRET. */
  @IsOptional() @url('postgres|postgresql') DATABASE_APP_URL?: string;
  /** Where jobs in PostgreSQL are, which takes whole sessions. Default: DATABASE_URL's server, else DATABASE_APP_URL. */
  @IsOptional() @url('postgres|postgresql') DATABASE_QUEUE_URL?: string;
  @IsInt() @Min(2) @Max(200) @As(wholeNumber) DATABASE_POOL = 10;
  /** Statements that a connection keeps prepared; 0 where a pooler in transaction mode cannot keep them. */
  @IsInt() @Min(0) @Max(10000) @As(wholeNumber) DATABASE_PREPARED = 300;
  /** How long a request waits for a connection, and for the first answer on it. */
  @IsInt() @Min(100) @Max(600000) @As(wholeNumber) DATABASE_WAIT_MS = 5000;
  /** The longest statement of a page or of the API. */
  @IsInt() @Min(100) @Max(3600000) @As(wholeNumber) DATABASE_STATEMENT_MS = 15000;
  /** How long a statement waits for a lock. */
  @IsInt() @Min(100) @Max(3600000) @As(wholeNumber) DATABASE_LOCK_MS = 10000;
  /** The longest transaction of a page or of the API; then its connection is cut, whatever PostgreSQL does. */
  @IsInt() @Min(100) @Max(3600000) @As(wholeNumber) DATABASE_TRANSACTION_MS = 20000;
  /** The longest transaction of a job. */
  @IsInt() @Min(1000) @Max(86400000) @As(wholeNumber) JOB_TRANSACTION_MS = 900000;
  /** Jobs go to Redis when set, else to PostgreSQL. */
  @IsOptional() @url('redis|rediss') REDIS_URL?: string;
  /** Signs sessions and forms, and makes the application role's password. */
  @IsString()
  @MinLength(32, { message: 'SECRET must be at least 32 characters, from a random source' })
  SECRET = '';

  /** Outgoing mail. Without it mail is kept, and shown on a mailbox page in the demonstration. */
  @IsOptional() @url('smtp|smtps') SMTP_URL?: string;
  /** How long each step of the mail server is waited for. */
  @IsInt() @Min(100) @Max(600000) @As(wholeNumber) SMTP_WAIT_MS = 30000;
  @IsString() MAIL_FROM = 'Middletier <no-reply@middletier.example>';
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) LOG_LEVEL = 'info';
  /** The OpenTelemetry collector that is told what requests and jobs took; without it nothing is measured. */
  @IsOptional() @url('http|https') OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** As what the collector knows the installation. */
  @IsString() @MinLength(1) OTEL_SERVICE_NAME = 'middletier';

  /** Where an installation keeps what is not in the database (the embedded server, its secret). */
  @IsString() DATA_DIRECTORY = '.data';
  /** Load the demonstration the first time, list its people on the sign-in page, show the mailbox. */
  @IsBoolean() @As(flag) DEMONSTRATION = false;
  /** A real register (GIAS download) for the demonstration instead of the generated one. */
  @IsOptional() @IsString() MIDDLETIER_REGISTER?: string;

  @IsInt() @Min(1) @Max(1000) @As(wholeNumber) JOB_CONCURRENCY = 4;
  /** How long a killed worker's job waits before another takes it. */
  @IsInt() @Min(1000) @Max(600000) @As(wholeNumber) JOB_LOCK_MS = 30000;
  /** How long anyone waits for the queue to take a job. */
  @IsInt() @Min(100) @Max(600000) @As(wholeNumber) QUEUE_WAIT_MS = 5000;
  /** How often a job is tried at once, after 1, 2, 4 … seconds, before it is left to the next look at what is due. */
  @IsInt() @Min(1) @Max(20) @As(wholeNumber) JOB_ATTEMPTS = 8;
  /** How often a worker compares what is due with what has happened, whatever the queue remembers. */
  @IsInt() @Min(1) @Max(86400) @As(wholeNumber) RECONCILE_SECONDS = 300;
  /** How many days messages are kept that everyone acted on: that long a queue may deliver one twice without effect. */
  @IsInt() @Min(1) @Max(36500) @As(wholeNumber) RETAIN_MESSAGES_DAYS = 30;
  /** How long a program may repeat a request under its Idempotency-Key. */
  @IsInt() @Min(1) @Max(36500) @As(wholeNumber) RETAIN_KEYS_DAYS = 30;
  /** How long sessions, links and attempts are kept after they ended. */
  @IsInt() @Min(1) @Max(36500) @As(wholeNumber) RETAIN_SESSIONS_DAYS = 30;
  /** How long the words of a letter are kept; that it was sent, and when, is kept for ever. */
  @IsInt() @Min(1) @Max(36500) @As(wholeNumber) RETAIN_MAIL_DAYS = 365;
  /** How long failures are kept after they were put right. */
  @IsInt() @Min(1) @Max(36500) @As(wholeNumber) RETAIN_FAILURES_DAYS = 90;
  /** How often the outbox relay looks when it found nothing. */
  @IsInt() @Min(10) @Max(60000) @As(wholeNumber) RELAY_INTERVAL_MS = 250;
  /** How long the check of readiness waits for the database and the queue. */
  @IsInt() @Min(100) @Max(60000) @As(wholeNumber) READY_WAIT_MS = 2000;
  /** How long a process that stops still answers, not ready any more, so that a balancer notices. */
  @Below('STOP_MS', 'stopping takes that long at most, this wait among it')
  @IsInt()
  @Min(0)
  @Max(600000)
  @As(wholeNumber)
  DRAIN_MS = 3000;
  /** How long stopping may take; what is unfinished then is ended. */
  @IsInt() @Min(1000) @Max(3600000) @As(wholeNumber) STOP_MS = 30000;
  /** Largest request body. */
  @IsInt() @Min(1024) @Max(104857600) @As(wholeNumber) BODY_LIMIT_BYTES = 1048576;
  /** How many fields a form, a query or a body has at most, how deep objects in a body go, how long a list and a text is. */
  @IsInt() @Min(50) @Max(100000) @As(wholeNumber) INPUT_FIELD_LIMIT = 500;
  @IsInt() @Min(3) @Max(100) @As(wholeNumber) INPUT_DEPTH_LIMIT = 8;
  @IsInt() @Min(100) @Max(100000) @As(wholeNumber) INPUT_LIST_LIMIT = 10000;
  @IsInt() @Min(20000) @Max(10000000) @As(wholeNumber) INPUT_TEXT_LIMIT = 100000;
  /** How long the headers, and the whole of a request, may take to arrive. */
  @IsInt() @Min(100) @Max(600000) @As(wholeNumber) HTTP_HEADERS_TIMEOUT_MS = 10000;
  @IsInt() @Min(100) @Max(600000) @As(wholeNumber) HTTP_REQUEST_TIMEOUT_MS = 30000;
  /** How long an answer may take to be made. */
  @IsInt() @Min(100) @Max(600000) @As(wholeNumber) HTTP_ANSWER_TIMEOUT_MS = 30000;
  /** How long a connection stays open for the next request, and how long one may stand still in the middle of one. */
  @IsInt() @Min(100) @Max(600000) @As(wholeNumber) HTTP_KEEP_ALIVE_MS = 72000;
  @IsInt() @Min(100) @Max(600000) @As(wholeNumber) HTTP_IDLE_TIMEOUT_MS = 60000;
  /** How many connections a process takes at once. */
  @IsInt() @Min(10) @Max(1000000) @As(wholeNumber) HTTP_CONNECTION_LIMIT = 10000;
  /** The proxies in front, whose word on a visitor's address is taken: their addresses, networks, or `loopback`, `uniquelocal`. */
  @IsOptional()
  @ValidateBy(
    { name: 'proxies', validator: { validate: (value) => String(value).split(/, ?/).every(isNetwork) } },
    { message: '$property must be addresses or networks of proxies, like 10.0.0.0/8, 192.0.2.1' },
  )
  TRUST_PROXY?: string;
  /** Requests a minute from one address or key, over all processes. */
  @IsInt() @Min(10) @Max(1000000) @As(wholeNumber) RATE_LIMIT_PER_MINUTE = 600;
  /** How many of them one process counts at once, the newest: a flood from many addresses fills no memory. */
  @IsInt() @Min(100) @Max(10000000) @As(wholeNumber) RATE_LIMIT_ASKERS = 50000;
  /** Sign-in attempts a minute from one address. */
  @IsInt() @Min(1) @Max(10000) @As(wholeNumber) SIGN_IN_LIMIT_PER_MINUTE = 20;
  @IsInt() @Min(1) @Max(720) @As(wholeNumber) SESSION_HOURS = 12;
  /** Wrong passwords in a row for one account, from one address, before each next one waits longer. */
  @IsInt() @Min(1) @Max(1000) @As(wholeNumber) SIGN_IN_TRIES = 5;
  /** The same from all addresses together that the account never signed in from. */
  @IsInt() @Min(1) @Max(10000) @As(wholeNumber) SIGN_IN_TRIES_ANYWHERE = 50;
  /** Requests of a new password for one account before each next one waits longer. */
  @IsInt() @Min(1) @Max(1000) @As(wholeNumber) RESET_TRIES = 3;
  /** The longest of these waits. */
  @IsInt() @Min(1) @Max(86400) @As(wholeNumber) TRIES_WAIT_SECONDS = 900;
  /** How long a link works with which a school confirms who acts for it. */
  @IsInt() @Min(1) @Max(90) @As(wholeNumber) CONFIRMATION_LINK_DAYS = 14;
  /** How long someone proposed for a role may be confirmed. */
  @IsInt() @Min(1) @Max(730) @As(wholeNumber) NOMINATION_DAYS = 90;
  /** The largest page that the API hands out. */
  @IsInt() @Min(1) @Max(1000) @As(wholeNumber) PAGE_SIZE_LIMIT = 200;
}

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Where people reach this installation; links in mail start with it. */
export const publicUrl = ({ PUBLIC_URL, PORT }: Pick<Config, 'PUBLIC_URL' | 'PORT'>): string =>
  (PUBLIC_URL ?? `http://localhost:${PORT}`).replace(/\/$/, '');

/** For what is nobody's request (a worker, a command): everything may take as long as a job may. */
export const forLongWork = (config: Config): Config => ({
  ...config,
  DATABASE_STATEMENT_MS: config.JOB_TRANSACTION_MS,
  DATABASE_TRANSACTION_MS: config.JOB_TRANSACTION_MS,
});

/** Throws `ConfigurationError` with one line per mistake. Empty values count as not set. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) => declaredFields(Config).has(name) && value !== undefined && value !== '',
    ),
  );
  const config = readFields(Config, given).data;
  const mistakes = validateSync(config).flatMap((error) =>
    Object.values(error.constraints ?? {}).slice(0, 1),
  );
  if (mistakes.length)
    throw new ConfigurationError(
      `The configuration has ${mistakes.length === 1 ? 'a mistake' : 'mistakes'}:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
    );
  return config;
}
