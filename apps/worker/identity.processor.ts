import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AnswerForgotten, Audit, SealAudit, SignIn, type AuditMark } from '#identity';
import {
  Database,
  Failures,
  jobActor,
  processOnce,
  type Actor,
  type JobHandler,
  type JobPayload,
  type Processor,
} from '#platform';
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
    private readonly signIn: SignIn,
  ) {}

  readonly handlers: readonly JobHandler[] = [
    eachOperator(this, SealAudit, (actor) => this.seal(actor)),
    { type: AnswerForgotten, run: (payload) => this.answerForgotten(payload) },
  ];

  private async answerForgotten({ operatorId, entityId, messageId, requestId }: JobPayload): Promise<void> {
    await this.signIn.answerReset(entityId!, messageId!);
    // Answered at an operator where the person acts; acted on at the one whose message it is, or it would be due again.
    await this.db.tx(jobActor(operatorId!, requestId), (tx) =>
      processOnce(tx, AnswerForgotten.name, messageId!, () => Promise.resolve()),
    );
  }

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
