import { locksOf } from './db/locks.js';
import type { Tx } from './db/tx.js';
import { publishAll, recordProcessed } from './outbox.repository.js';

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

/** Whether nobody else is at this work for the operator, until the transaction ends: two that do it at once would meet in its keys. */
export async function alone(tx: Tx, work: string): Promise<boolean> {
  const [row] = await tx.query<{ alone: boolean }>(
    `SELECT pg_try_advisory_xact_lock(${locksOf.work}, hashtext($1)) AS alone`,
    [`${work} ${tx.operatorId}`],
  );
  return row!.alone;
}
