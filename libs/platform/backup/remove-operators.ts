import pg from 'pg';
import type { Config } from '../config.js';
import { openQueue } from '../jobs/queue.js';
import { tablesOf } from './tables.js';
import { takeTriggersAside } from './triggers.js';

/**
 * Empties every table but the register's, in one transaction, as the owner: for a demonstration that was broken off, and nothing else.
 * What a live operator wrote is never deleted; whoever calls this has seen that there is none.
 */
export async function removeOperators(config: Config): Promise<void> {
  const owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  try {
    await owner.query('BEGIN');
    const names = (await tablesOf(owner))
      .map((table) => table.name)
      .filter((name) => !name.startsWith('directory.'));
    const putBack = await takeTriggersAside(owner, names);
    await owner.query(`TRUNCATE ${names.join(', ')}`);
    for (const sql of putBack) await owner.query(sql);
    await owner.query('COMMIT');
  } finally {
    await owner.end();
  }
  // Jobs of operators that are no more.
  const queue = await openQueue(config);
  await queue.obliterate({ force: true });
  await queue.close();
}
