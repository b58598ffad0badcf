import { Injectable } from '@nestjs/common';
import { People, SignIn } from '#identity';
import { Mail, Post, resetLetter, SendMail, WriteResetMail } from '#notifications';
import {
  Database,
  firstTime,
  jobActor,
  Operators,
  type JobHandler,
  type JobPayload,
  type Processor,
} from '#platform';

@Injectable()
export class NotificationsProcessor implements Processor {
  constructor(
    private readonly db: Database,
    private readonly mail: Mail,
    private readonly post: Post,
    private readonly people: People,
    private readonly signIn: SignIn,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    { type: SendMail, run: (payload) => this.send(payload) },
    { type: WriteResetMail, run: (payload) => this.writeReset(payload) },
  ];

  /** The mail server is no part of a transaction: killed between the two, it is sent again, with the same Message-ID. */
  private async send({ operatorId, entityId, requestId }: JobPayload): Promise<void> {
    if (!this.post.open) return;
    const actor = jobActor(operatorId!, requestId);
    const message = await this.db.tx(actor, (tx) => this.mail.waiting(tx, entityId!));
    if (!message) return;
    await this.post.deliver(message);
    await this.db.tx(actor, (tx) => this.mail.sent(tx, message.messageId));
  }

  private async writeReset({ operatorId, entityId, messageId, requestId }: JobPayload): Promise<void> {
    const link = await this.signIn.resetLink(entityId!);
    await this.db.tx(jobActor(operatorId!, requestId), async (tx) => {
      if (!(await firstTime(tx, WriteResetMail.name, messageId!))) return;
      const person = await this.people.find(tx, entityId!);
      const { name: operatorName } = await new Operators().current(tx);
      await this.mail.queue(tx, person, resetLetter({ name: person.name, link, operatorName }));
    });
  }
}
