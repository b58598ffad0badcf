import type pg from 'pg';
import { queueSchema } from '../jobs/queue-schema.js';

/** A table whose rows are saved. */
export interface Table {
  /** `schema.table`, quoted where it must be. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** What is made again by migrating (the list of migrations, the key made of SECRET) or by itself (the queue, as after a loss of Redis). */
const ours = `n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public', '${queueSchema}')`;
const saved = `${ours} AND NOT (n.nspname = 'platform' AND c.relname = 'program_key')`;

export async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT c.oid::regclass::text AS name, array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${saved} GROUP BY c.oid ORDER BY 1`,
  );
  return rows;
}

export async function sequencesOf(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'S' AND ${ours} ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

/**
 * Lets the backup's role read every row of every table, and nothing else: forced row-level security binds the owner as well, so
 * that it would save nothing, or not all. Asked again it does nothing.
 */
export async function allowBackup(owner: pg.ClientBase, role: string): Promise<void> {
  const { rows } = await owner.query<{ sql: string }>(
    `SELECT format('GRANT USAGE ON SCHEMA %I TO ${role}', n.nspname) AS sql FROM pg_namespace n
      WHERE ${ours} AND NOT has_schema_privilege('${role}', n.oid, 'USAGE')
     UNION ALL
     SELECT format('GRANT SELECT ON %s TO ${role}', c.oid::regclass) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${saved} AND c.relkind IN ('r', 'p', 'S')
        AND NOT CASE c.relkind WHEN 'S' THEN has_sequence_privilege('${role}', c.oid, 'SELECT') ELSE has_table_privilege('${role}', c.oid, 'SELECT') END
     UNION ALL
     SELECT format('CREATE POLICY backup ON %s FOR SELECT TO ${role} USING (true)', c.oid::regclass)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${saved} AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid
        AND p.polroles @> ARRAY['${role}'::regrole::oid])`,
  );
  for (const { sql } of rows) await owner.query(sql);
}

/** Tables of which the backup's role would not see every row: a policy for everyone hides some. */
export async function hidden(client: pg.ClientBase, role: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${saved} AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND (
       EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive AND p.polcmd IN ('r', '*')
         AND p.polroles && ARRAY[0::oid, '${role}'::regrole::oid])
       OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd = 'r'
         AND p.polroles @> ARRAY['${role}'::regrole::oid] AND pg_get_expr(p.polqual, p.polrelid) = 'true'))`,
  );
  return rows.map((row) => row.name);
}
