import type pg from 'pg';

/** Turns off the triggers of tables; answers the SQL that turns them on again. */
export async function takeTriggersAside(owner: pg.ClientBase, names: readonly string[]): Promise<string[]> {
  const putBack: string[] = [];
  const triggers = await owner.query<{ table: string; name: string; state: string }>(
    `SELECT tgrelid::regclass::text AS table, quote_ident(tgname) AS name, tgenabled AS state FROM pg_trigger
     WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgrelid::regclass::text = ANY ($1)`,
    [names],
  );
  const enable: Record<string, string> = { O: 'ENABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' };
  for (const { table, name, state } of triggers.rows) {
    await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER ${name}`);
    putBack.push(`ALTER TABLE ${table} ${enable[state]} TRIGGER ${name}`);
  }
  return putBack;
}
