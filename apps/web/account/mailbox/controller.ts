import { Controller, Get, Param, Query } from '@nestjs/common';
import { Public } from '#identity';
import { Mail } from '#notifications';
import { Config, Database, isId, notFound } from '#platform';
import { pageNumber, sliceAndOne } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { presentMailbox, presentMessage } from './presenter.js';

/** The mail of a demonstration, open to whoever plays with it; in an installation for real there is no such page. */
@Controller()
@Public()
export class MailboxController {
  constructor(
    private readonly db: Database,
    private readonly mail: Mail,
    private readonly config: Config,
  ) {}

  @Get(paths.mailbox.index)
  async index(@Query('page') asked?: string) {
    this.onlyInDemonstration();
    const number = pageNumber(asked);
    return presentMailbox(
      await this.db.systemTx('the mailbox of the demonstration', (tx) =>
        this.mail.newest(tx, sliceAndOne(number)),
      ),
      number,
    );
  }

  @Get(paths.mailbox.show(':messageId'))
  async show(@Param('messageId') messageId: string) {
    this.onlyInDemonstration();
    if (!isId(messageId)) throw notFound('message');
    return presentMessage(
      await this.db.systemTx('a message of the demonstration', (tx) => this.mail.read(tx, messageId)),
    );
  }

  private onlyInDemonstration(): void {
    if (!this.config.DEMONSTRATION || this.config.SMTP_URL) throw notFound('page');
  }
}
