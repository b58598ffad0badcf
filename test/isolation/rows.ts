import { randomInt, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Column, Table } from './catalogue.js';

/**
 * Takes away every constraint, so that any row of the right types may stand in any table. Only
 * policies and privileges are left to keep people apart: they are what is attacked.
 */
export async function loosen(owner: pg.ClientBase): Promise<void> {
  const ours = `n.nspname NOT IN ('pg_catalog', 'information_schema', 'public', 'bullmq') AND n.nspname !~ '^pg_'`;
  const { rows } = await owner.query<{ statement: string }>(`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', k.conrelid::regclass, k.conname) AS statement, k.contype::text AS kind
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace JOIN pg_class c ON c.oid = k.conrelid
    WHERE ${ours} AND k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conparentid = 0 AND NOT c.relispartition
    UNION ALL
    SELECT format('DROP INDEX %s', i.indexrelid::regclass), 'v'
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${ours} AND i.indisunique AND NOT c.relispartition AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
    UNION ALL
    SELECT format('ALTER TABLE %s DISABLE TRIGGER USER', c.oid::regclass), 'w'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND c.relkind IN ('r', 'p')
    -- Foreign keys before the keys that they lean on.
    ORDER BY 2`);
  for (const { statement } of rows) await owner.query(statement);
}

/** An INSERT of a made-up row of an operator that names one party wherever it names parties. */
export function insertion(
  table: Table,
  operatorId: string,
  partyId: string,
): { sql: string; values: unknown[] } {
  const columns = table.columns.filter((column) => !column.generated);
  const values = columns.map((column) =>
    column.name === 'operator_id'
      ? operatorId
      : table.partyColumns.includes(column.name)
        ? partyId
        : madeUp(column),
  );
  const names = columns.map((column) => `"${column.name}"`).join(', ');
  const places = columns.map((column, index) => `$${index + 1}::${column.type}`).join(', ');
  return { sql: `INSERT INTO ${table.name} (${names}) OVERRIDING SYSTEM VALUE VALUES (${places})`, values };
}

function madeUp({ type, category, labels }: Column): unknown {
  if (labels.length) return labels[0];
  if (category === 'A') return '{}';
  if (category === 'R') return 'empty';
  if (type === 'uuid') return randomUUID();
  if (type === 'smallint') return randomInt(30_000);
  if (category === 'N') return randomInt(1_000_000);
  if (category === 'B') return true;
  if (type.startsWith('time ')) return '09:00';
  if (category === 'D') return '2026-09-01';
  if (category === 'T') return '1 hour';
  if (type.startsWith('json')) return '{}';
  if (type === 'bytea') return Buffer.from(randomUUID());
  if (type.startsWith('character')) return 'x';
  if (type === 'inet') return '127.0.0.1';
  if (category === 'S') return randomUUID();
  return null;
}
