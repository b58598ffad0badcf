import { Logger } from '@nestjs/common';
import { jobActor, Operators, type Actor, type Database, type JobPayload, type Operator } from '#platform';

const logger = new Logger('jobs');

/**
 * What a scheduled job does: `fn` for every operator, or for the payload's own when it names one (its rehearsal
 * clock was set forward). `fn` opens its transactions with the actor it is given, and so works at that operator's now. One
 * operator's failure does not keep the others waiting; the job fails at the end and is tried again for all.
 */
export async function eachOperator(
  db: Database,
  payload: JobPayload,
  progress: (done: number, of: number) => Promise<void>,
  fn: (actor: Actor, operator: Operator) => Promise<void>,
): Promise<void> {
  const all = await db.systemTx(`${payload.requestId} asks every operator`, (tx) => new Operators().all(tx));
  const due = payload.operatorId ? all.filter((operator) => operator.operatorId === payload.operatorId) : all;
  const failures: Error[] = [];
  for (const [index, operator] of due.entries()) {
    await fn(jobActor(operator.operatorId, payload.requestId), operator).catch((error: Error) => {
      logger.error({
        msg: 'A scheduled job failed for an operator',
        operatorId: operator.operatorId,
        requestId: payload.requestId,
        err: error,
      });
      failures.push(error);
    });
    await progress(index + 1, due.length);
  }
  if (failures.length)
    throw new AggregateError(
      failures,
      `Failed for ${failures.length} of ${due.length} operators: ${failures[0]!.message}`,
    );
}
