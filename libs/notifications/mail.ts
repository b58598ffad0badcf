import { Injectable } from '@nestjs/common';
import { publishAll, newId, notFound, Temporal, type SystemTx, type Tx } from '#platform';
import { MailQueued } from './events.js';
import type { Letter } from './letters/index.js';
import {
  claimMessage,
  columns,
  insertMessages,
  markSent,
  noteAllUnsent,
  noteUnsent,
  stillDue,
  unclaimMessage,
  type Message,
  type UnsentBecause,
} from './message.repository.js';
import { trustOf } from './recipients.js';

export interface Recipient {
  readonly personId: string;
  readonly email: string;
  /** The party that the letter concerns; who has left it is not told. */
  readonly organisationId?: string;
}

/** Outgoing mail. Queued in the transaction that causes it, so that nothing is sent of what was rolled back; due until it was sent. */
@Injectable()
export class Mail {
  async queue(tx: Tx, to: Recipient, letter: Letter): Promise<string> {
    return (await this.queueAll(tx, [{ to, letter }]))[0]!;
  }

  /** Many in two statements; their ids, in order. */
  async queueAll(tx: Tx, letters: readonly { to: Recipient; letter: Letter }[]): Promise<string[]> {
    const messages = letters.map(({ to, letter }) => ({
      messageId: newId(),
      personId: to.personId,
      address: to.email,
      subject: letter.subject,
      body: letter.text,
      secret: letter.secret ?? false,
      worksForHours: letter.worksForHours ?? null,
      organisationId: to.organisationId ?? null,
    }));
    const messageIds = messages.map(({ messageId }) => messageId);
    if (!messages.length) return [];
    await insertMessages(tx, messages);
    await publishAll(tx, MailQueued, messageIds);
    return messageIds;
  }

  /**
   * Claims a message for one sender, or notes why it is not sent: nothing leaves a rehearsal but the link that someone asked
   * for to sign in. Null when there is nothing to send now; `taken` when another sender has it.
   * Refuses: `platform.not-found`.
   */
  async take(
    tx: Tx,
    messageId: string,
    { serverKnown, claimMs }: { serverKnown: boolean; claimMs: number },
  ): Promise<Message | 'taken' | null> {
    const [row] = await tx.query<{ due: boolean; because: UnsentBecause | null }>(
      `SELECT ${stillDue} AS due, CASE WHEN NOT m.secret AND (SELECT rehearsal_now IS NOT NULL FROM platform.operators WHERE operator_id = $1) THEN 'rehearsal'
                   WHEN m.useless_after < clock_timestamp() THEN 'expired'
                   WHEN m.organisation_id IS NOT NULL AND NOT EXISTS (SELECT FROM identity.appointments a WHERE a.operator_id = $1
                     AND a.person_id = m.person_id AND a.organisation_id IN (m.organisation_id, ${trustOf('m.organisation_id')})
                     AND identity.in_force(a, $3)) THEN 'left'
                   WHEN NOT $4 THEN 'no-server' END AS because
         FROM notifications.message m WHERE operator_id = $1 AND message_id = $2`,
      [tx.operatorId, messageId, tx.today.toString(), serverKnown],
    );
    if (!row) throw notFound('message');
    if (!row.due) return null;
    if (row.because) {
      await noteUnsent(tx, messageId, row.because);
      return null;
    }
    return (await claimMessage(tx, messageId, claimMs)) ?? 'taken';
  }

  /** The mail server took it. What held a link that signs in is kept no longer. */
  async sent(tx: Tx, messageId: string): Promise<void> {
    await markSent(tx, messageId);
  }

  /** The mail server did not take it: it is due again. */
  async notSent(tx: Tx, messageId: string): Promise<void> {
    await unclaimMessage(tx, messageId);
  }

  /** Nobody's mail can be sent now: why is noted on all that waits. */
  async hold(tx: Tx, because: 'no-server' | 'server-away'): Promise<void> {
    await noteAllUnsent(tx, because);
  }

  /** What is written and not sent, the oldest first, from a moment ago on: a job has the newer ones in hand. */
  async waiting(tx: Tx, { except, limit }: { except: readonly string[]; limit: number }): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT message_id AS id FROM notifications.message
        WHERE operator_id = $1 AND ${stillDue} AND written_at < clock_timestamp() - interval '5 seconds'
          AND (claimed_until IS NULL OR claimed_until < clock_timestamp()) AND message_id <> ALL ($2)
        ORDER BY written_at, message_id LIMIT $3`,
      [tx.operatorId, except, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** How many are not sent, by why. Staff only. */
  async unsent(
    tx: Tx,
  ): Promise<{ because: UnsentBecause | null; messages: number; since: Temporal.Instant }[]> {
    const rows = await tx.query<{ because: UnsentBecause | null; messages: number; since: Date }>(
      `SELECT unsent_because AS because, count(*)::int AS messages, min(written_at) AS since FROM notifications.message
        WHERE operator_id = $1 AND ${stillDue} GROUP BY 1 ORDER BY 3, 1`,
      [tx.operatorId],
    );
    return rows.map((row) => ({
      ...row,
      since: Temporal.Instant.fromEpochMilliseconds(row.since.getTime()),
    }));
  }

  /** Messages of the installation's rehearsals, the newest first, for the demonstration's mailbox. */
  async newest(tx: SystemTx, { limit = 50, offset = 0 } = {}): Promise<Message[]> {
    return tx.query<Message>(
      `SELECT ${columns} FROM notifications.message m WHERE ${openToAll} ORDER BY message_id DESC LIMIT $1 OFFSET $2`,
      [limit, offset],
    );
  }

  /** One of them. Refuses: `platform.not-found`. */
  async read(tx: SystemTx, messageId: string): Promise<Message> {
    const [message] = await tx.query<Message>(
      `SELECT ${columns} FROM notifications.message m WHERE message_id = $1 AND ${openToAll}`,
      [messageId],
    );
    if (!message) throw notFound('message');
    return message;
  }
}

/** Whoever plays with a demonstration reads a rehearsal's letters, but no link that signs someone in who acts for an operator that trades. */
const openToAll = `EXISTS (SELECT FROM platform.operators o WHERE o.operator_id = m.operator_id AND o.rehearsal_now IS NOT NULL)
  AND NOT (m.secret AND EXISTS (SELECT FROM identity.appointments a JOIN platform.operators o USING (operator_id)
    WHERE a.person_id = m.person_id AND o.rehearsal_now IS NULL))`;
