import { Injectable } from '@nestjs/common';
import pg from 'pg';
import {
  Database,
  defineEvent,
  defineJob,
  processOnce,
  jobActor,
  type Config,
  type JobHandler,
  type Processor,
} from '#platform';

/** A job whose effect shows how often it happened: it adds one to a tally. For tests of the queue only. */
export const tallied = defineEvent('test.tallied');
export const countTally = defineJob('test.count', { on: tallied });

/** What a test makes impossible, by the entity. */
export const refusals = new Map<string, Error>();

@Injectable()
export class CountingProcessor implements Processor {
  constructor(private readonly db: Database) {}

  readonly handlers: readonly JobHandler[] = [
    {
      type: countTally,
      run: async ({ operatorId, entityId, messageId, requestId }) => {
        const refusal = refusals.get(entityId!);
        if (refusal) throw refusal;
        await this.db.tx(jobActor(operatorId!, requestId), (tx) =>
          processOnce(tx, countTally.name, messageId!, async () => {
            await tx.query('INSERT INTO test.tally (operator_id, message_id) VALUES ($1, $2)', [
              tx.operatorId,
              messageId,
            ]);
          }),
        );
      },
    },
  ];
}

/** Without a key, so that a message counted twice shows. */
export async function makeTally(config: Config): Promise<void> {
  const owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  try {
    await owner.query(`
      CREATE SCHEMA test;
      GRANT USAGE ON SCHEMA test TO middletier_app, middletier_system;
      CREATE TABLE test.tally (operator_id uuid NOT NULL, message_id uuid NOT NULL);
      SELECT platform.protect('test.tally', 'staff', verbs => 'SELECT, INSERT')`);
  } finally {
    await owner.end();
  }
}
