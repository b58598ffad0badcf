import { newId } from './ids.js';
import type { SystemTx, Tx } from './db/tx.js';

/** A row of the outbox. */
export interface Message {
  readonly operatorId: string;
  readonly messageId: string;
  readonly type: string;
  readonly entityId: string;
  readonly requestId: string;
}

/** Which job types want which messages, as two columns of the same length. */
export interface Wants {
  readonly events: readonly string[];
  readonly consumers: readonly string[];
}

/** The same fact of many things, in one statement. */
export async function publishAll(
  tx: Tx,
  event: { readonly name: string },
  entityIds: readonly string[],
): Promise<void> {
  await tx.query(
    `INSERT INTO platform.outbox (operator_id, message_id, type, entity_id, request_id)
     SELECT $1, message_id, $4, entity_id, $5 FROM unnest($2::uuid[], $3::uuid[]) AS fact (message_id, entity_id)`,
    [tx.operatorId, entityIds.map(newId), entityIds, event.name, tx.requestId],
  );
}

/** Records that this consumer has processed the message; false if it was known. At every job, so that it is prepared. */
export async function recordProcessed(tx: Tx, consumer: string, messageId: string): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO platform.processed_message (operator_id, message_id, consumer) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING message_id`,
    [tx.operatorId, messageId, consumer],
  );
  return rows.length === 1;
}

/** Claims the oldest messages, up to `limit`, that nobody claimed, or whose claim ran out because its relay was killed. */
export const claimMessages = (tx: SystemTx, claimMs: number, limit: number): Promise<Message[]> =>
  tx.query<Message>(
    `WITH due AS (
       SELECT operator_id, message_id FROM platform.outbox
       WHERE enqueued_at IS NULL AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
       ORDER BY written_at, message_id LIMIT $2 FOR UPDATE SKIP LOCKED),
     claimed AS (
       UPDATE platform.outbox o SET claimed_until = clock_timestamp() + $1 * interval '1 millisecond' FROM due
       WHERE o.operator_id = due.operator_id AND o.message_id = due.message_id
       RETURNING o.operator_id, o.message_id, o.type, o.entity_id, o.request_id, o.written_at)
     SELECT operator_id, message_id, type, entity_id, request_id
     FROM claimed ORDER BY written_at, message_id`,
    [claimMs, limit],
  );

/** Ends a claim: the messages are with the queue now, or are given back. */
export async function unclaim(
  tx: SystemTx,
  messages: readonly Message[],
  became: 'enqueued' | 'given-back',
): Promise<void> {
  await tx.query(
    `UPDATE platform.outbox o SET enqueued_at = CASE WHEN $3 THEN clock_timestamp() END, claimed_until = NULL
     FROM unnest($1::uuid[], $2::uuid[]) AS claimed (operator_id, message_id)
     WHERE o.operator_id = claimed.operator_id AND o.message_id = claimed.message_id`,
    [
      messages.map((message) => message.operatorId),
      messages.map((message) => message.messageId),
      became === 'enqueued',
    ],
  );
}

/** Ends the messages that everyone acted on. */
export async function endDone(tx: SystemTx, { events, consumers }: Wants): Promise<void> {
  await tx.query(
    `UPDATE platform.outbox o SET done_at = clock_timestamp()
      WHERE done_at IS NULL AND enqueued_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM unnest($1::text[], $2::text[]) AS wants (type, consumer)
         WHERE wants.type = o.type AND NOT EXISTS (SELECT FROM platform.processed_message p
           WHERE p.operator_id = o.operator_id AND p.message_id = o.message_id AND p.consumer = wants.consumer))`,
    [events, consumers],
  );
}
