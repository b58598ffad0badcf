import { Logger } from '@nestjs/common';
import {
  jobActor,
  Operators,
  reasonFor,
  type Actor,
  type Database,
  type Failures,
  type JobHandler,
  type JobType,
  type Operator,
} from '#platform';

const logger = new Logger('jobs');

/**
 * What a scheduled job does: `fn` for every operator, or for the payload's own when it names one (its rehearsal
 * clock was set forward). `fn` opens its transactions with the actor it is given, and so works at that operator's now. One
 * operator's failure is kept with its reason and does not keep the others waiting; the job fails at the end and is tried
 * again for all.
 */
export const eachOperator = (
  processor: { readonly db: Database; readonly failures: Failures },
  type: JobType,
  fn: (actor: Actor, operator: Operator) => Promise<void>,
): JobHandler => ({
  type,
  run: async (payload, progress) => {
    const { db, failures } = processor;
    const all = await db.systemTx(`${payload.requestId} asks every operator`, (tx) =>
      new Operators().all(tx),
    );
    const due = payload.operatorId
      ? all.filter((operator) => operator.operatorId === payload.operatorId)
      : all;
    const errors: Error[] = [];
    for (const [index, operator] of due.entries()) {
      const { operatorId } = operator;
      const actor = jobActor(operatorId, payload.requestId);
      const failed = { work: type.name, subjectId: operatorId, entityId: operatorId };
      try {
        await fn(actor, operator);
        await db.tx(actor, (tx) => failures.solved(tx, type.name, [operatorId]));
      } catch (error) {
        logger.error({
          msg: `${type.name} failed for an operator`,
          operatorId,
          requestId: payload.requestId,
          err: error,
        });
        errors.push(error as Error);
        await db.tx(actor, (tx) => failures.record(tx, { ...failed, error }));
      }
      await progress(index + 1, due.length);
    }
    if (errors.length) throw failedFor(errors, due.length);
  },
});

/** Of several the first reason as staff read it: what the database said may quote what people typed. */
export const failedFor = (errors: readonly Error[], of: number): Error =>
  errors.length === 1
    ? errors[0]!
    : new AggregateError(errors, `Failed for ${errors.length} of ${of} operators: ${reasonFor(errors[0])}`);
