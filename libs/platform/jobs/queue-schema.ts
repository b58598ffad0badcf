import pg from 'pg';
import type { Config } from '../config.js';
import { rolesOf } from '../db/roles.js';

/** BullMQ keeps its jobs in a schema of their own; the owner makes it, a role of its own uses it. */
export const queueSchema = 'bullmq';

export async function migrateQueue(config: Config): Promise<void> {
  const { PostgresConnection } = await import('bullmq');
  const url = config.DATABASE_URL;
  const connection = new PostgresConnection({
    connectionString: url,
    schema: queueSchema,
    migrate: true,
  } as never);
  await connection.waitUntilReady();
  await connection.close();
  const { queue } = rolesOf(config);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    await owner.query(`
      GRANT USAGE, CREATE ON SCHEMA ${queueSchema} TO ${queue};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${queueSchema} TO ${queue};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${queueSchema} TO ${queue};`);
  } finally {
    await owner.end();
  }
}
