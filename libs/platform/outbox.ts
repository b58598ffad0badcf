import { newId } from './ids.js';
import type { Tx } from './db/tx.js';

/** A fact that other contexts may act on, once the transaction that made it true has committed. */
export interface EventType {
  /** `<context>.<past participle>`, such as `agreements.signed`. */
  readonly name: string;
}

export const defineEvent = (name: string): EventType => ({ name });

/** Adds a fact to the outbox, in the same transaction as its cause; the worker's relay turns it into jobs. */
export async function announce(tx: Tx, event: EventType, entityId: string): Promise<void> {
  await tx.query(
    'INSERT INTO platform.outbox (operator_id, message_id, type, entity_id, request_id) VALUES ($1, $2, $3, $4, $5)',
    [tx.operatorId, newId(), event.name, entityId, tx.requestId],
  );
}

/**
 * Whether this consumer sees the message for the first time; records it in the same transaction as the effect,
 * so that a job delivered twice has one effect.
 */
export async function firstTime(tx: Tx, consumer: string, messageId: string): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO platform.processed_message (operator_id, message_id, consumer) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING message_id`,
    [tx.operatorId, messageId, consumer],
  );
  return rows.length === 1;
}
