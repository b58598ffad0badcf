import { locksOf } from './db/locks.js';
import { newId } from './ids.js';
import type { Tx } from './db/tx.js';

/** A fact that other contexts may act on, once the transaction that made it true has committed. */
export interface EventType {
  /** `<context>.<past participle>`, such as `agreements.signed`. */
  readonly name: string;
}

const declared = new Map<string, EventType>();

/** Declares an event once for the installation. Boot refuses one that no job type listens to. */
export function defineEvent(name: string): EventType {
  const event: EventType = { name };
  declared.set(name, event);
  return event;
}

export const eventTypes = (): readonly EventType[] => [...declared.values()];

/** Adds a fact to the outbox, in the same transaction as its cause; the worker's relay turns it into jobs. */
export const publish = (tx: Tx, event: EventType, entityId: string): Promise<void> =>
  publishAll(tx, event, [entityId]);

/** The same fact of many things, in one statement. */
export async function publishAll(tx: Tx, event: EventType, entityIds: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO platform.outbox (operator_id, message_id, type, entity_id, request_id)
     SELECT $1, message_id, $4, entity_id, $5 FROM unnest($2::uuid[], $3::uuid[]) AS fact (message_id, entity_id)`,
    [tx.operatorId, entityIds.map(newId), entityIds, event.name, tx.requestId],
  );
}

/**
 * Runs `effect` if this consumer has not processed the message yet, and records in the same transaction that it has, so
 * that a job delivered twice has one effect.
 */
export async function processOnce(
  tx: Tx,
  consumer: string,
  messageId: string,
  effect: () => Promise<void>,
): Promise<void> {
  if (await recordProcessed(tx, consumer, messageId)) await effect();
}

/** Records that this consumer has processed the message; false if it was known. */
export async function recordProcessed(tx: Tx, consumer: string, messageId: string): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO platform.processed_message (operator_id, message_id, consumer) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING message_id`,
    [tx.operatorId, messageId, consumer],
  );
  return rows.length === 1;
}

/** Whether nobody else is at this work for the operator, until the transaction ends: two that do it at once would meet in its keys. */
export async function alone(tx: Tx, work: string): Promise<boolean> {
  const [row] = await tx.query<{ alone: boolean }>(
    `SELECT pg_try_advisory_xact_lock(${locksOf.work}, hashtext($1)) AS alone`,
    [`${work} ${tx.operatorId}`],
  );
  return row!.alone;
}
