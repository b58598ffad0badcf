import pg from 'pg';
import { applicationUrl, sqlState, type Actor, type Config, type Database, type Tx } from '#platform';
import type { Table } from './catalogue.js';
import { insertion } from './rows.js';

interface Victim {
  operatorId: string;
  partyId: string;
}

class Undo extends Error {}

/** Runs what an attacker tries and undoes it; answers how many rows it reached: none when PostgreSQL forbids it. */
async function reach(db: Database, actor: Actor, attempt: (tx: Tx) => Promise<number>): Promise<number> {
  let reached = 0;
  try {
    await db.tx(actor, async (tx) => {
      reached = await attempt(tx);
      throw new Undo();
    });
  } catch (error) {
    if (sqlState(error) === '42501') return 0;
    if (!(error instanceof Undo)) throw error;
  }
  return reached;
}

const counted = (tx: Tx, sql: string, values: unknown[]) =>
  tx.query(`WITH hit AS (${sql} RETURNING 1) SELECT FROM hit`, values).then((rows) => rows.length);

/** Where a table lets `actor` reach the victim's rows, as sentences. `reads`: they are the operator's public facts. */
export async function holes(
  db: Database,
  actor: Actor,
  table: Table,
  victim: Victim,
  { reads = false, adds = false } = {},
): Promise<string[]> {
  const who = [`operator_id = $1`, ...table.partyColumns.map((column) => `"${column}" = $2`)].join(' AND ');
  const values = table.partyColumns.length ? [victim.operatorId, victim.partyId] : [victim.operatorId];
  const row = insertion(table, victim.operatorId, victim.partyId);
  const found: string[] = [];
  const attempts: Record<string, (tx: Tx) => Promise<number>> = {
    changes: (tx) => counted(tx, `UPDATE ${table.name} SET operator_id = operator_id WHERE ${who}`, values),
    deletes: (tx) => counted(tx, `DELETE FROM ${table.name} WHERE ${who}`, values),
    'takes over': (tx) => counted(tx, `UPDATE ${table.name} SET operator_id = $1`, [victim.operatorId]),
  };
  if (!reads)
    attempts.sees = (tx) =>
      tx.query(`SELECT FROM ${table.name} WHERE ${who}`, values).then((rows) => rows.length);
  if (!adds) attempts.adds = (tx) => tx.query(row.sql, row.values).then(() => 1);
  // Within one operator everything already is the operator's.
  if (actor.operatorId === victim.operatorId) delete attempts['takes over'];
  for (const [verb, attempt] of Object.entries(attempts)) {
    const reached = await reach(db, actor, attempt);
    if (reached)
      found.push(
        `${table.name}: ${actor.scope} of ${actor.operatorId === victim.operatorId ? 'the same' : 'another'} operator ${verb} ${reached} rows`,
      );
  }
  return found;
}

/** The rows of a table that the application sees when nobody said for whom it acts. */
export async function seenByNobody(config: Config, tables: readonly Table[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: applicationUrl(config) });
  await client.connect();
  try {
    const found: string[] = [];
    for (const { name } of tables) {
      const seen = await client.query(`SELECT FROM ${name}`).then(
        (result) => result.rowCount ?? 0,
        (error) => (sqlState(error) === '42501' ? 0 : Promise.reject(error)),
      );
      if (seen) found.push(`${name}: ${seen} rows are seen without an operator`);
    }
    return found;
  } finally {
    await client.end();
  }
}
