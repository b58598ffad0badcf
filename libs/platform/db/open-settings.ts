import type { Config } from '../config.js';
import type { Database } from './database.js';
import { rolesOf } from './roles.js';

/**
 * What a superuser has still to say in this database, as SQL, so that no statement in a party's transaction can widen what
 * it sees or change its role (ADR 18); null when nothing. An owner who is no superuser cannot say it when it migrates.
 */
export async function openSettings(db: Database, config: Config): Promise<string | null> {
  const { party, backup, queue } = rolesOf(config);
  const [row] = await db.systemTx('what a party may set', (tx) =>
    tx.query<{ open: boolean; owner: string }>(
      `SELECT has_function_privilege($1, 'pg_catalog.set_config(text, text, boolean)', 'EXECUTE') AS open,
              quote_ident(pg_get_userbyid(datdba)) AS owner
         FROM pg_database WHERE datname = current_database()`,
      [party],
    ),
  );
  const verb = 'EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean)';
  return row!.open
    ? `REVOKE ${verb} FROM PUBLIC; GRANT ${verb} TO ${row!.owner}, ${backup}, ${queue};`
    : null;
}
