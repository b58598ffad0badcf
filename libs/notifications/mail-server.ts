import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import { Config, newId } from '#platform';
import type { Message } from './message.repository.js';

/** Whether the server said no to this letter, or (421) to everyone, or could not be asked at all. */
export function refusesLetter(error: unknown): boolean {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== 421;
}

/** The mail server of `SMTP_URL`. Without one nothing leaves, and messages are kept. */
@Injectable()
export class MailServer implements OnApplicationShutdown {
  private opened?: Promise<Transporter>;

  constructor(@Inject(Config) private readonly config: Config) {}

  /** Longer than the server is waited for in each of its steps; a sender that is killed holds its message no longer. */
  get claimMs(): number {
    return this.config.SMTP_WAIT_MS * 4;
  }

  get open(): boolean {
    return Boolean(this.config.SMTP_URL);
  }

  /** Throws when the server does not take it; the job tries again. The same message has the same Message-ID each time. */
  async deliver({ messageId, address, subject, body }: Message): Promise<void> {
    if (!this.open) return;
    const host = /@([^\s>]+)/.exec(this.config.MAIL_FROM)?.[1] ?? newId();
    const transport = await this.transport();
    await transport.sendMail({
      from: this.config.MAIL_FROM,
      to: address,
      subject,
      text: body,
      messageId: `<${messageId}@${host}>`,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    (await this.opened)?.close();
  }

  private transport(): Promise<Transporter> {
    const { SMTP_URL, SMTP_WAIT_MS } = this.config;
    this.opened ??= import('nodemailer').then(({ createTransport }) =>
      createTransport({
        url: SMTP_URL,
        pool: true,
        connectionTimeout: SMTP_WAIT_MS,
        greetingTimeout: SMTP_WAIT_MS,
        dnsTimeout: SMTP_WAIT_MS,
        socketTimeout: SMTP_WAIT_MS,
      } as never),
    );
    return this.opened;
  }
}
