import { Injectable } from '@nestjs/common';
import { announce, newId, notFound, type SystemTx, type Tx } from '#platform';
import { MailQueued } from './events.js';
import type { Letter } from './letters.js';

export interface Recipient {
  readonly personId: string;
  readonly email: string;
}
export interface Message {
  readonly messageId: string;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
  readonly queuedAt: Date;
  readonly sentAt: Date | null;
}

const columns = `message_id AS "messageId", address, subject, body, queued_at AS "queuedAt", sent_at AS "sentAt"`;

/** Outgoing mail. Queued in the transaction that causes it, so that nothing is sent of what was rolled back. */
@Injectable()
export class Mail {
  async queue(tx: Tx, to: Recipient, letter: Letter): Promise<string> {
    const messageId = newId();
    await tx.query(
      `INSERT INTO notifications.message (operator_id, message_id, person_id, address, subject, body, secret, queued_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        tx.operatorId,
        messageId,
        to.personId,
        to.email,
        letter.subject,
        letter.text,
        letter.secret ?? false,
        tx.now.toString(),
      ],
    );
    await announce(tx, MailQueued, messageId);
    return messageId;
  }

  /** A message that was not yet sent; null when it was. Refuses: `platform.not-found`. */
  async waiting(tx: Tx, messageId: string): Promise<Message | null> {
    const [message] = await tx.query<Message>(
      `SELECT ${columns} FROM notifications.message WHERE operator_id = $1 AND message_id = $2`,
      [tx.operatorId, messageId],
    );
    if (!message) throw notFound('message');
    return message.sentAt ? null : message;
  }

  /** The mail server took it. What held a link that signs in is kept no longer. */
  async sent(tx: Tx, messageId: string): Promise<void> {
    await tx.query(
      `UPDATE notifications.message SET sent_at = $3, body = CASE WHEN secret THEN '' ELSE body END
       WHERE operator_id = $1 AND message_id = $2`,
      [tx.operatorId, messageId, tx.now.toString()],
    );
  }

  /** The newest messages of the whole installation, for the demonstration's mailbox. */
  async newest(tx: SystemTx, limit = 100): Promise<Message[]> {
    return tx.query<Message>(
      `SELECT ${columns} FROM notifications.message ORDER BY message_id DESC LIMIT $1`,
      [limit],
    );
  }

  /** Refuses: `platform.not-found`. */
  async read(tx: SystemTx, messageId: string): Promise<Message> {
    const [message] = await tx.query<Message>(
      `SELECT ${columns} FROM notifications.message WHERE message_id = $1`,
      [messageId],
    );
    if (!message) throw notFound('message');
    return message;
  }
}
