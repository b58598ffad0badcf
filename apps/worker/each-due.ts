import { Logger } from '@nestjs/common';
import { reasonFor, type Actor, type Database, type Failures, type Tx } from '#platform';

const logger = new Logger('jobs');

/**
 * Does what is due in one transaction; when that fails, each half alone, down to the one that cannot be done: it is kept as
 * a failure with its reason and keeps no other waiting. When nothing can be kept either, the database is
 * away, and the job fails.
 */
export async function eachDue<Due extends { readonly id: string }>(
  { db, failures, actor, work }: { db: Database; failures: Failures; actor: Actor; work: string },
  due: readonly Due[],
  fn: (tx: Tx, due: readonly Due[]) => Promise<unknown>,
): Promise<void> {
  if (!due.length) return;
  const ids = due.map((one) => one.id);
  try {
    await db.tx(actor, async (tx) => {
      await fn(tx, due);
      await failures.solved(tx, work, ids);
    });
  } catch (error) {
    if (due.length === 1) {
      logger.error({
        msg: `${work} failed: ${reasonFor(error)}`,
        entityId: ids[0],
        operatorId: actor.operatorId,
        err: error,
      });
      await db.tx(actor, (tx) => failures.record(tx, { work, subjectId: ids[0]!, entityId: ids[0]!, error }));
      return;
    }
    const middle = Math.ceil(due.length / 2);
    await eachDue({ db, failures, actor, work }, due.slice(0, middle), fn);
    await eachDue({ db, failures, actor, work }, due.slice(middle), fn);
  }
}
