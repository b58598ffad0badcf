import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Audit, SealAudit, type AuditMark } from '#identity';
import { Database, Failures, type Actor, type JobHandler, type Processor } from '#platform';
import { untilNothingIsLeft } from './each-due.js';
import { eachOperator } from './each-operator.js';

/** How often one seal asks whether those who were writing have ended; the next quarter of an hour seals what it left. */
const asks = 50;
const askEveryMs = 100;

@Injectable()
export class IdentityProcessor implements Processor {
  constructor(
    readonly db: Database,
    readonly failures: Failures,
    private readonly audit: Audit,
  ) {}

  readonly handlers: readonly JobHandler[] = [eachOperator(this, SealAudit, (actor) => this.seal(actor))];

  private async seal(actor: Actor): Promise<void> {
    const mark = await this.db.tx(actor, (tx) => this.audit.mark(tx));
    if (!(await this.settles(actor, mark))) return;
    await untilNothingIsLeft(this.db, actor, (tx) => this.audit.seal(tx, mark));
  }

  private async settles(actor: Actor, mark: AuditMark): Promise<boolean> {
    for (let ask = 0; ask < asks; ask++) {
      if (await this.db.tx(actor, (tx) => this.audit.settled(tx, mark))) return true;
      await pause(askEveryMs);
    }
    return false;
  }
}
