import { PostgresConnection } from 'bullmq';
import pg from 'pg';

/** BullMQ keeps its jobs in a schema of their own; the owner makes it, a role of its own uses it. */
export const queueSchema = 'bullmq';
export const queueRole = 'middletier_queue';

export async function migrateQueue(url: string): Promise<void> {
  const connection = new PostgresConnection({
    connectionString: url,
    schema: queueSchema,
    migrate: true,
  } as never);
  await connection.waitUntilReady();
  await connection.close();
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    await owner.query(`
      GRANT USAGE, CREATE ON SCHEMA ${queueSchema} TO ${queueRole};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${queueSchema} TO ${queueRole};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${queueSchema} TO ${queueRole};`);
  } finally {
    await owner.end();
  }
}
