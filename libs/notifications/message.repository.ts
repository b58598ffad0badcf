import type { Tx } from '#platform';

/** Why a message is not sent: for now (`no-server`, `server-away`), or at all. */
export type UnsentBecause = 'no-server' | 'server-away' | 'rehearsal' | 'expired' | 'left';
export interface Message {
  readonly messageId: string;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
  readonly queuedAt: Date;
  readonly sentAt: Date | null;
  readonly unsentBecause: UnsentBecause | null;
}

/** What `Message` has. */
export const columns = `message_id, address, subject, body, queued_at, sent_at, unsent_because`;
/** Rows of `notifications.message` that are still to be sent. */
export const stillDue = `sent_at IS NULL AND (unsent_because IS NULL OR unsent_because IN ('no-server', 'server-away'))`;

export interface NewMessage {
  readonly messageId: string;
  readonly personId: string;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
  /** It holds a link that signs in. */
  readonly secret: boolean;
  /** Null: it does not grow old. */
  readonly worksForHours: number | null;
  readonly organisationId: string | null;
}

/** Many in one statement. */
export async function insertMessages(tx: Tx, messages: readonly NewMessage[]): Promise<void> {
  await tx.query(
    `INSERT INTO notifications.message (operator_id, message_id, person_id, address, subject, body, secret, useless_after, organisation_id, queued_at)
     SELECT $1, id, person, address, subject, body, secret, clock_timestamp() + hours * interval '1 hour', party, $10
       FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::int[], $9::uuid[])
         AS letter (id, person, address, subject, body, secret, hours, party)`,
    [
      tx.operatorId,
      messages.map(({ messageId }) => messageId),
      messages.map(({ personId }) => personId),
      messages.map(({ address }) => address),
      messages.map(({ subject }) => subject),
      messages.map(({ body }) => body),
      messages.map(({ secret }) => secret),
      messages.map(({ worksForHours }) => worksForHours),
      messages.map(({ organisationId }) => organisationId),
      tx.now.toString(),
    ],
  );
}

/** Notes why one that is still to be sent is not. */
export async function noteUnsent(tx: Tx, messageId: string, because: UnsentBecause): Promise<void> {
  await tx.query(
    `UPDATE notifications.message SET unsent_because = $3 WHERE operator_id = $1 AND message_id = $2 AND ${stillDue} AND unsent_because IS DISTINCT FROM $3`,
    [tx.operatorId, messageId, because],
  );
}

/** The same of all that are still to be sent. */
export async function noteAllUnsent(tx: Tx, because: UnsentBecause): Promise<void> {
  await tx.query(
    `UPDATE notifications.message SET unsent_because = $2 WHERE operator_id = $1 AND ${stillDue} AND unsent_because IS DISTINCT FROM $2`,
    [tx.operatorId, because],
  );
}

/** Keeps one for whoever sends it; undefined when another has it. */
export async function claimMessage(tx: Tx, messageId: string, claimMs: number): Promise<Message | undefined> {
  const [message] = await tx.query<Message>(
    `UPDATE notifications.message SET claimed_until = clock_timestamp() + $3 * interval '1 millisecond'
      WHERE operator_id = $1 AND message_id = $2 AND ${stillDue} AND (claimed_until IS NULL OR claimed_until < clock_timestamp()) RETURNING ${columns}`,
    [tx.operatorId, messageId, claimMs],
  );
  return message;
}

/** It was sent. What held a link that signs in is kept no longer. */
export async function markSent(tx: Tx, messageId: string): Promise<void> {
  await tx.query(
    `UPDATE notifications.message SET sent_at = $3, unsent_because = NULL, claimed_until = NULL, body = CASE WHEN secret THEN '' ELSE body END
     WHERE operator_id = $1 AND message_id = $2`,
    [tx.operatorId, messageId, tx.now.toString()],
  );
}

/** It was not sent, and anyone may try. */
export async function unclaimMessage(tx: Tx, messageId: string): Promise<void> {
  await tx.query(
    'UPDATE notifications.message SET claimed_until = NULL WHERE operator_id = $1 AND message_id = $2 AND sent_at IS NULL',
    [tx.operatorId, messageId],
  );
}
