import pg from 'pg';
import { createDatabase, dropDatabase } from './server.js';

/**
 * The address of a database as `make` left it, and what it answered, by JSON: made once in the run, whichever of its
 * processes asks first; the others wait. Nobody works in it: it is there to be copied.
 */
export async function keptDatabase<Made>(
  name: string,
  make: (url: string) => Promise<Made>,
): Promise<{ url: string; made: Made }> {
  const root = process.env.MIDDLETIER_TEST_ROOT_URL!;
  const template = process.env.MIDDLETIER_TEST_TEMPLATE_URL!;
  const url = `${template}_${name}`;
  const database = new URL(url).pathname.slice(1);
  const owner = new pg.Client({ connectionString: root });
  await owner.connect();
  try {
    await owner.query('SELECT pg_advisory_lock(hashtext($1))', [database]);
    const { rows } = await owner.query<{ made: string }>(
      `SELECT shobj_description(oid, 'pg_database') AS made FROM pg_database WHERE datname = $1`,
      [database],
    );
    if (rows[0]?.made) return { url, made: JSON.parse(rows[0].made) as Made };
    // One whose making failed is made anew.
    await dropDatabase(root, url);
    await createDatabase(root, database, template);
    const made = await make(url);
    await owner.query(
      `COMMENT ON DATABASE ${pg.escapeIdentifier(database)} IS ${pg.escapeLiteral(JSON.stringify(made))}`,
    );
    return { url, made };
  } finally {
    await owner.end();
  }
}
