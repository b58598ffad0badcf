import { Injectable } from '@nestjs/common';
import { civilDate, publish, record, Refusal, type Tx } from '#platform';
import { OperatingModel } from '#operating-model';
import { Parties } from '#identity';
import { Directory, stillOpen } from '#directory';
import { later, notOver, schoolLeft } from './agreement.js';
import type { Agreement } from './agreement.entity.js';
import { lockAgreement, updateAgreement } from './agreement.repository.js';
import { lapsed } from './approvals.queries.js';
import { AgreementDeclined } from './events.js';
import { renewalBatch } from './renewals.queries.js';
import { startsWithin } from './term.js';

/** What waits for approval: while it still can be approved, and its end when it cannot. */
@Injectable()
export class Approvals {
  constructor(
    private readonly directory: Directory,
    private readonly parties: Parties,
    private readonly model: OperatingModel,
  ) {}

  /**
   * Whether what waits can still be approved, by whomever. Refuses: `agreements.term-over`, `agreements.school-left`,
   * `identity.provider-left`, `directory.school-closed`, `agreements.start-too-early`, and, until it is near enough where the
   * operator has drawn the latest start nearer meanwhile, `agreements.start-too-late`.
   */
  async stillPossible(tx: Tx, agreement: Agreement): Promise<void> {
    notOver(agreement, tx.today);
    const from = later(agreement.startsOn, tx.today);
    if (!(await this.parties.buysHere(tx, agreement.schoolId, from))) throw schoolLeft();
    await this.parties.requireProvider(tx, agreement.providerId, from);
    stillOpen(await this.directory.school(tx, agreement.schoolId), from);
    // Its price and days are of when it was prepared: what waited longer than a start may lie back is prepared anew.
    if (agreement.backdatedBecause) return;
    const { agreements } = await this.model.on(tx);
    startsWithin(later(agreement.startsOn, civilDate(agreement.preparedAt)), tx.today, agreements);
  }

  /** A batch of those that wait and that nobody can approve any more; `except`: not these now. */
  async lapsed(tx: Tx, except: readonly string[] = []): Promise<{ id: string }[]> {
    const { start_back_days } = (await this.model.on(tx)).agreements;
    return tx.query(
      `SELECT agreement_id AS id FROM (${lapsed('$2::date', '$3::int')}) w WHERE operator_id = $1 AND agreement_id <> ALL ($4::uuid[])
        ORDER BY prepared_at, agreement_id LIMIT ${renewalBatch}`,
      [tx.operatorId, tx.today.toString(), start_back_days, except],
    );
  }

  /** Each of these that nobody can approve any more is declined, by nobody, and says why; whoever prepared it is told. */
  async lapse(tx: Tx, agreementIds: readonly string[]): Promise<void> {
    for (const agreementId of agreementIds) {
      const agreement = await lockAgreement(tx, agreementId);
      if (agreement.state !== 'awaiting-approval') continue;
      const no = await this.stillPossible(tx, agreement).catch((error: unknown) => error);
      if (!no) continue;
      if (!(no instanceof Refusal)) throw no;
      await updateAgreement(tx, agreement, {
        state: 'declined',
        decidedAt: tx.now,
        declinedBecause: `Nobody approved it while that was possible, so it ended by itself. ${no.message}`,
      });
      await record(tx, 'agreements.lapse', {
        type: 'agreement',
        id: agreementId,
        organisationId: agreement.schoolId,
      });
      await publish(tx, AgreementDeclined, agreementId);
    }
  }
}
