import { Injectable, Logger } from '@nestjs/common';
import { identityRetentions } from '#identity';
import { notificationsRetentions } from '#notifications';
import {
  Config,
  Database,
  defineJob,
  Failures,
  platformRetentions,
  type JobHandler,
  type Processor,
  type Retention,
} from '#platform';
import { eachOperator } from './each-operator.js';

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
    readonly db: Database,
    readonly failures: Failures,
    private readonly config: Config,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    {
      type: Forget,
      run: async ({ requestId }, progress) => {
        const failed = await this.forget();
        // It is one work for all, whoever asked that it be tried again; and whoever looks at what did not happen looks as an operator.
        await eachOperator(this, Forget, async () => {
          if (failed) throw failed;
        }).run({ requestId }, progress);
      },
    },
  ];

  /** Each, whatever became of those before it; answers what went wrong first. */
  private async forget(): Promise<Error | undefined> {
    const errors: Error[] = [];
    for (const { name, days, forget } of retentions) {
      let forgotten = 0;
      try {
        for (let last = batch; last === batch; forgotten += last) {
          last = await this.db.systemTx(`forget ${name}`, (tx) => forget(tx, days(this.config), batch));
        }
      } catch (error) {
        this.logger.error({ msg: `Could not forget ${name}`, err: error });
        errors.push(error as Error);
      }
      if (forgotten) this.logger.log(`Forgot ${forgotten} ${name}`);
    }
    return errors[0];
  }
}
