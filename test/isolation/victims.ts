import type pg from 'pg';
import { hasOperator, type Table } from './catalogue.js';
import type { Ids } from './routes.js';

export interface Victim {
  readonly operatorId: string;
  /** One party of the operator; absent: all that is the operator's. */
  readonly partyId?: string;
}

/** The rows that are the victim's alone: for one party, those that name it. */
function own(table: Table, { operatorId, partyId }: Victim): { where: string; values: string[] } | undefined {
  if (!hasOperator(table)) return undefined;
  if (!partyId) return { where: 'operator_id = $1', values: [operatorId] };
  if (table.kind !== 'parties') return undefined;
  return {
    where: `operator_id = $1 AND $2 IN (${table.partyColumns.join(', ')})`,
    values: [operatorId, partyId],
  };
}

/** Some ids of the victim's rows, by the key column they stand in. Organisations are everyone's to know. */
export async function idsOf(owner: pg.ClientBase, tables: readonly Table[], victim: Victim): Promise<Ids> {
  const ids = new Map<string, string[]>();
  for (const table of tables) {
    const rows = own(table, victim);
    if (!rows) continue;
    for (const column of await keyColumns(owner, table)) {
      const found = await owner.query<{ id: string }>(
        `SELECT DISTINCT ${column} AS id FROM ${table.name} WHERE ${rows.where}
           AND ${column} NOT IN (SELECT organisation_id FROM directory.organisation) LIMIT 3`,
        rows.values,
      );
      ids.set(column, [...new Set([...(ids.get(column) ?? []), ...found.rows.map(({ id }) => id)])]);
    }
  }
  for (const [column, values] of ids) if (!values.length) ids.delete(column);
  return ids;
}

async function keyColumns(owner: pg.ClientBase, table: Table): Promise<string[]> {
  const { rows } = await owner.query<{ column: string }>(
    `SELECT a.attname AS column FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
     WHERE i.indrelid = $1::regclass AND i.indisprimary AND a.atttypid = 'uuid'::regtype`,
    [table.name],
  );
  const known = new Set(['operator_id', 'organisation_id', ...table.partyColumns]);
  return rows.map(({ column }) => column).filter((column) => !known.has(column));
}

/** A mark of all the victim's rows, by table: it changes when one of them does. */
export async function marksOf(
  owner: pg.ClientBase,
  tables: readonly Table[],
  victim: Victim,
): Promise<Record<string, string>> {
  const marks: Record<string, string> = {};
  for (const table of tables) {
    const rows = own(table, victim);
    if (!rows) continue;
    const found = await owner.query<{ mark: string }>(
      `SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS mark FROM ${table.name} t WHERE ${rows.where}`,
      rows.values,
    );
    marks[table.name] = found.rows[0]!.mark;
  }
  return marks;
}
