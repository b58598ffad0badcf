import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { Roles } from './roles.js';

const contexts = fileURLToPath(new URL('../../', import.meta.url));

const published = 'Published: other contexts may read it';

/** Every context's `views.sql`: what others may read of it. The platform's come first: they stand on it. */
const written = (): string[] =>
  [...new Set(['platform', ...readdirSync(contexts)])]
    .map((context) => join(contexts, context, 'views.sql'))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'));

/** Makes the published views anew, in one transaction; each shows its reader what the policies of its tables let it see. */
export async function publishViews(owner: pg.ClientBase, roles: Roles): Promise<void> {
  const sql = written();
  const names = sql.flatMap((text) => [...text.matchAll(/^CREATE VIEW (\S+)/gm)].map(([, name]) => name!));
  await owner.query(
    [
      'BEGIN',
      ...(await dropping(owner)),
      ...sql,
      ...names.map((name) => `COMMENT ON VIEW ${name} IS '${published}'`),
      `GRANT SELECT ON ${names.join(', ')} TO ${roles.app}, ${roles.system}`,
      'COMMIT',
    ].join(';\n'),
  );
}

/** Before a migration that may change a table beneath a view. */
export async function withdrawViews(owner: pg.ClientBase): Promise<void> {
  await owner.query(['BEGIN', ...(await dropping(owner)), 'COMMIT'].join(';\n'));
}

/** With the functions of their rows; also those that no file writes any more, and those that went with another. */
async function dropping(owner: pg.ClientBase): Promise<string[]> {
  const { rows } = await owner.query<{ sql: string }>(
    `SELECT format('DROP VIEW IF EXISTS %s CASCADE', c.oid::regclass) AS sql FROM pg_class c
      WHERE c.relkind = 'v' AND obj_description(c.oid) = '${published}'`,
  );
  return rows.map(({ sql }) => sql);
}
