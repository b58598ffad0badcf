import { Injectable, Logger } from '@nestjs/common';
import { identityRetentions } from '#identity';
import { notificationsRetentions } from '#notifications';
import {
  Config,
  Database,
  defineJob,
  platformRetentions,
  type JobHandler,
  type Processor,
  type Retention,
} from '#platform';

/** Every night: what is of no use any more is forgotten, each after its own setting. */
export const Forget = defineJob('platform.forget', { cron: '45 2 * * *' });

/** Everything that is not kept for ever; a context adds its own here. */
export const retentions: readonly Retention[] = [
  ...platformRetentions,
  ...identityRetentions,
  ...notificationsRetentions,
];

/** Rows that one transaction forgets. */
const batch = 5000;

@Injectable()
export class RetentionProcessor implements Processor {
  private readonly logger = new Logger('retention');

  constructor(
    private readonly db: Database,
    private readonly config: Config,
  ) {}

  readonly handlers: readonly JobHandler[] = [{ type: Forget, run: () => this.forget() }];

  private async forget(): Promise<void> {
    for (const { name, days, forget } of retentions) {
      let forgotten = 0;
      for (let last = batch; last === batch; forgotten += last) {
        last = await this.db.systemTx(`forget ${name}`, (tx) => forget(tx, days(this.config), batch));
      }
      if (forgotten) this.logger.log(`Forgot ${forgotten} ${name}`);
    }
  }
}
