import { createHmac } from 'node:crypto';
import pg from 'pg';
import { ConfigurationError, type Config } from '../config.js';
import { locks } from './locks.js';
import { Word } from './word.js';

/**
 * An installation's own roles on its server. `app` signs in, owns nothing and cannot bypass policies; it may become
 * `system` (work across operators) but does not inherit it. `ledger` owns the ledger's functions and is the only writer
 * of its tables. `party` is what the application becomes for a party: it writes what a migration grants it and no more. `queue` is what the application becomes to reach BullMQ's schema, where it makes a sequence per
 * queue, so that the application itself owns nothing. `backup` reads every row and writes none; only the owner becomes it.
 */
const kinds = ['app', 'system', 'party', 'ledger', 'queue', 'backup'] as const;
export type Roles = Readonly<Record<(typeof kinds)[number], string>>;

export const rolesOf = ({ INSTALLATION }: Pick<Config, 'INSTALLATION'>): Roles =>
  Object.fromEntries(kinds.map((kind) => [kind, `${INSTALLATION}_${kind}`])) as unknown as Roles;

/** SQL as migrations write it, which name the roles of an installation called middletier, for this one. */
export const forInstallation = (sql: string, roles: Roles): string =>
  sql.replace(
    /\bmiddletier_(app|system|party|ledger|queue|backup)\b/g,
    (_, kind: keyof Roles) => roles[kind],
  );

/** The application's connection: its own role, with a password that only this installation can make. */
export const applicationUrl = (config: Config): string => config.DATABASE_APP_URL ?? directUrl(config);

/** Jobs in PostgreSQL need whole sessions, which a pooler in front of the application may not give. */
export const queueUrl = (config: Config): string =>
  config.DATABASE_QUEUE_URL ?? (config.DATABASE_URL ? directUrl(config) : applicationUrl(config));

/** The application's role at the owner's address. */
function directUrl(config: Config): string {
  if (!config.DATABASE_URL) throw new ConfigurationError('DATABASE_URL is not set');
  const url = new URL(config.DATABASE_URL);
  url.username = rolesOf(config).app;
  url.password = encodeURIComponent(passwordOf(config));
  return url.href;
}

function passwordOf(config: Config): string {
  if (config.DATABASE_APP_URL) return decodeURIComponent(new URL(config.DATABASE_APP_URL).password);
  return createHmac('sha256', config.SECRET).update(rolesOf(config).app).digest('base64url');
}

/**
 * Refuses, in a line, a database that was made for another installation's roles: what was published for these would be taken from
 * whatever runs there. One that was never migrated is nobody's.
 */
export async function proveInstallation(owner: pg.ClientBase, config: Config): Promise<void> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT DISTINCT pg_get_userbyid(may.grantee) AS name FROM pg_namespace n, aclexplode(n.nspacl) may WHERE n.nspname = 'platform'`,
  );
  const names = new Set(rows.map((row) => row.name));
  const whose = [...names]
    .filter((name) => name.endsWith('_app'))
    .map((name) => name.slice(0, -'_app'.length))
    .filter((name) => names.has(`${name}_system`));
  if (whose.length && !whose.includes(config.INSTALLATION))
    throw new ConfigurationError(
      `This database belongs to the installation ${whose[0]}: set INSTALLATION=${whose[0]}`,
    );
}

/**
 * Makes those of the roles that are not there; an existing one is left as it is, and so is its password. Roles belong to the
 * server, so a lock keeps two installations from making them at once.
 */
export async function createRoles(owner: pg.ClientBase, config: Config): Promise<void> {
  const roles = rolesOf(config);
  await owner.query(`BEGIN; SELECT pg_advisory_xact_lock(${locks.roles})`);
  try {
    const { rows } = await owner.query<{ rolname: string }>(
      'SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)',
      [Object.values(roles)],
    );
    const there = new Set(rows.map((row) => row.rolname));
    for (const kind of kinds) {
      if (there.has(roles[kind])) continue;
      const rights =
        kind === 'app'
          ? `LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${pg.escapeLiteral(passwordOf(config))}`
          : 'NOLOGIN NOBYPASSRLS';
      await owner.query(`CREATE ROLE ${pg.escapeIdentifier(roles[kind])} ${rights}`);
    }
    for (const kind of ['system', 'party', 'queue'] as const)
      await become(owner, roles.app, roles[kind], 'MEMBER');
    for (const kind of ['system', 'queue', 'ledger', 'backup'] as const)
      await become(owner, null, roles[kind], 'USAGE');
    await owner.query('COMMIT');
  } catch (error) {
    await owner.query('ROLLBACK');
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new ConfigurationError(
      `The role of DATABASE_URL may not make the roles ${Object.values(roles).join(', ')} (${(error as Error).message}). Give it CREATEROLE, or let someone who may make them.`,
    );
  }
}

/** Lets someone (null: the owner) become a role, unless they may already: asking again needs rights that not every owner has. */
async function become(
  owner: pg.ClientBase,
  who: string | null,
  role: string,
  right: 'MEMBER' | 'USAGE',
): Promise<void> {
  const { rows } = await owner.query<{ may: boolean }>(
    'SELECT pg_has_role(coalesce($1::name, current_user), $2::name, $3) AS may',
    [who, role, right],
  );
  if (!rows[0]!.may)
    await owner.query(
      `GRANT ${pg.escapeIdentifier(role)} TO ${who === null ? 'CURRENT_USER' : pg.escapeIdentifier(who)}`,
    );
}

/** Refuses, in a line, an application's role that is there and does not let this installation in. */
export async function provePassword(config: Config): Promise<void> {
  const client = new pg.Client({ connectionString: directUrl(config), connectionTimeoutMillis: 15_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    if (!['28P01', '28000'].includes((error as { code?: string }).code ?? '')) throw error;
    throw new ConfigurationError(
      `The role ${rolesOf(config).app} is on this server with another password: SECRET is not the one it was made with, or it is another installation's. Set the right SECRET; or give this installation a name of its own in INSTALLATION; or, if SECRET was changed on purpose, run: npx middletier roles reset-password`,
    );
  } finally {
    await client.end();
  }
}

/** Gives the application's role the password of this SECRET, and the database its key: every process that still has another is locked out. */
export async function resetPassword(config: Config): Promise<void> {
  const owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  try {
    await proveInstallation(owner, config);
    await owner.query(
      `ALTER ROLE ${pg.escapeIdentifier(rolesOf(config).app)} PASSWORD ${pg.escapeLiteral(passwordOf(config))}`,
    );
    await new Word(config).share(owner);
  } finally {
    await owner.end();
  }
}
