import { Injectable } from '@nestjs/common';
import { People, SignIn } from '#identity';
import {
  Mail,
  MailServer,
  refusesLetter,
  resetLetter,
  SendMail,
  SendWaiting,
  WriteResetMail,
} from '#notifications';
import {
  Database,
  Failures,
  processOnce,
  jobActor,
  Operators,
  type Actor,
  type JobHandler,
  type JobPayload,
  type Processor,
} from '#platform';
import { eachOperator } from './each-operator.js';

/** Messages that one look sends. */
const batch = 100;

@Injectable()
export class NotificationsProcessor implements Processor {
  constructor(
    readonly db: Database,
    readonly failures: Failures,
    private readonly mail: Mail,
    private readonly server: MailServer,
    private readonly people: People,
    private readonly signIn: SignIn,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    {
      type: SendMail,
      run: async ({ operatorId, entityId, requestId }) => {
        const sent = await this.send(jobActor(operatorId!, requestId), entityId!);
        // Perhaps by one that was killed: its claim ends soon.
        if (sent === 'taken') throw new Error('Another sender has this message');
      },
    },
    eachOperator(this, SendWaiting, (actor) => this.sendWaiting(actor)),
    { type: WriteResetMail, run: (payload) => this.writeReset(payload) },
  ];

  private async sendWaiting(actor: Actor): Promise<void> {
    if (!this.server.open) return this.db.tx(actor, (tx) => this.mail.hold(tx, 'no-server'));
    for (;;) {
      const due = await this.db.tx(actor, async (tx) =>
        this.mail.waiting(tx, { except: await this.failures.waiting(tx, SendMail.name), limit: batch }),
      );
      for (const messageId of due) if ((await this.send(actor, messageId)) === 'away') return;
      if (due.length < batch) return;
    }
  }

  /**
   * The mail server is no part of a transaction: killed between its answer and our note of it, the message is sent again, with
   * the same Message-ID. Only then: it is claimed first, so that no two send it. A letter that the server refuses is kept as a
   * failure; when the server is away everything waits.
   */
  private async send(actor: Actor, messageId: string): Promise<'done' | 'taken' | 'away'> {
    const { open, claimMs } = this.server;
    const message = await this.db.tx(actor, async (tx) => {
      const taken = await this.mail.take(tx, messageId, { serverKnown: open, claimMs });
      // There is nothing more to send, so no failure to send it either.
      if (taken === null) await this.failures.solved(tx, SendMail.name, [messageId]);
      return taken;
    });
    if (message === 'taken') return 'taken';
    if (!message) return 'done';
    try {
      await this.server.deliver(message);
    } catch (error) {
      const away = !refusesLetter(error);
      await this.db.tx(actor, async (tx) => {
        await this.mail.notSent(tx, messageId);
        if (away) return this.mail.hold(tx, 'server-away');
        await this.failures.record(tx, {
          work: SendMail.name,
          subjectId: messageId,
          entityId: messageId,
          error,
        });
      });
      return away ? 'away' : 'done';
    }
    await this.db.tx(actor, async (tx) => {
      await this.mail.sent(tx, messageId);
      await this.failures.solved(tx, SendMail.name, [messageId]);
    });
    return 'done';
  }

  private async writeReset({ operatorId, entityId, messageId, requestId }: JobPayload): Promise<void> {
    const link = await this.signIn.resetLink(entityId!);
    await this.db.tx(jobActor(operatorId!, requestId), (tx) =>
      processOnce(tx, WriteResetMail.name, messageId!, async () => {
        const person = await this.people.find(tx, entityId!);
        const { name: operatorName } = await new Operators().current(tx);
        await this.mail.queue(tx, person, resetLetter({ name: person.name, link, operatorName }));
      }),
    );
  }
}
