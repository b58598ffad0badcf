import { Injectable } from '@nestjs/common';
import { Database, Operators, Temporal } from '#platform';
import type { Created } from '#blueprints';
import { Reconciler } from '../worker/reconciler.js';

/** A rehearsal operator's clock, beside a worker that does what each day brings. */
@Injectable()
export class Clock {
  constructor(
    private readonly db: Database,
    private readonly operators: Operators,
    private readonly worker: Reconciler,
  ) {}

  /** Sets it forward, never back, when all of the day before is done, and waits for what then is due. */
  async goTo({ staff }: Created, to: Temporal.Instant): Promise<void> {
    await this.worker.untilNothingWaits();
    await this.db.tx(staff, async (tx) => {
      if (Temporal.Instant.compare(to, tx.now) > 0) await this.operators.advance(tx, to);
    });
    await this.worker.untilNothingWaits();
  }
}
