import { Logger } from '@nestjs/common';
import { reasonFor, Refusal, type Actor, type Database, type Failures, type Tx } from '#platform';

const logger = new Logger('jobs');

interface Due {
  readonly id: string;
}
/** Who does it for which operator; `work` is what a failure is kept under. */
interface By {
  readonly processor: { readonly db: Database; readonly failures: Failures };
  readonly actor: Actor;
  readonly work: string;
}

/**
 * Does what is due in one transaction; when that fails, each half alone, down to the one that cannot be done: it is kept as
 * a failure with its reason and keeps no other waiting. Answers the ids of what failed. When that cannot be kept either, the
 * database is away, and the job fails.
 */
export async function eachDue<One extends Due>(
  by: By,
  due: readonly One[],
  fn: (tx: Tx, due: readonly One[]) => Promise<unknown>,
): Promise<string[]> {
  const { processor, actor, work } = by;
  const { db, failures } = processor;
  if (!due.length) return [];
  const ids = due.map((one) => one.id);
  try {
    await db.tx(actor, async (tx) => {
      await fn(tx, due);
      await failures.solved(tx, work, ids);
    });
    return [];
  } catch (error) {
    if (due.length === 1) {
      const [id] = ids as [string];
      // A refusal is no fault of the program; staff see it.
      logger[error instanceof Refusal ? 'log' : 'error']({
        msg: `${work} failed: ${reasonFor(error)}`,
        entityId: id,
        operatorId: actor.operatorId,
        err: error,
      });
      await db.tx(actor, (tx) => failures.record(tx, { work, subjectId: id, entityId: id, error }));
      return ids;
    }
    const middle = Math.ceil(due.length / 2);
    const failed = await eachDue(by, due.slice(0, middle), fn);
    return [...failed, ...(await eachDue(by, due.slice(middle), fn))];
  }
}

/**
 * Batch after batch until none is due that was not seen in this run; killed anywhere, the next run carries on. What failed
 * before and is not due any more (it was done otherwise, or called off) is no failure any more. What failed is left out by
 * name: no more names than are due, and each costs the run far less than the transactions in which it failed.
 */
export async function untilNoneIsDue<One extends Due>(
  by: By,
  next: (tx: Tx, except: readonly string[]) => Promise<readonly One[]>,
  fn: (tx: Tx, due: readonly One[]) => Promise<unknown>,
): Promise<void> {
  const { processor, actor, work } = by;
  const { db, failures } = processor;
  const seen = new Set<string>();
  const [ripe, except] = await db.tx(
    actor,
    async (tx) => [await failures.ripe(tx, work), await failures.waiting(tx, work)] as const,
  );
  for (;;) {
    const due = await db.tx(actor, (tx) => next(tx, except));
    if (due.every((one) => seen.has(one.id))) break;
    for (const one of due) seen.add(one.id);
    except.push(...(await eachDue(by, due, fn)));
  }
  const over = ripe.filter((id) => !seen.has(id));
  if (over.length) await db.tx(actor, (tx) => failures.solved(tx, work, over));
}

/** Batch after batch, a transaction each, until one does nothing: killed anywhere, the next run carries on with what is still due. */
export async function untilNothingIsLeft(
  db: Database,
  actor: Actor,
  batch: (tx: Tx) => Promise<number>,
): Promise<void> {
  while ((await db.tx(actor, batch)) > 0);
}
