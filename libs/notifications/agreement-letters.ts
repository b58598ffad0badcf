import { Injectable } from '@nestjs/common';
import { Operators, Refusal, Temporal, type Tx } from '#platform';
import { Agreements, NextTerms, type Agreement } from '#agreements';
import { Directory } from '#directory';
import { Limits } from '#identity';
import {
  approvalLetter,
  decisionLetter,
  renewalNoticeLetter,
  renewedLetter,
  type TermEnd,
} from './letters/index.js';
import type { Links } from './links.js';
import { Mail } from './mail.js';
import { inPost, recipients, type Told } from './recipients.js';

/** What schools are told of their agreements. Each verb answers one event, once; called by jobs. */
@Injectable()
export class AgreementLetters {
  constructor(
    private readonly agreements: Agreements,
    private readonly nextTerms: NextTerms,
    private readonly directory: Directory,
    private readonly operators: Operators,
    private readonly mail: Mail,
    private readonly limits: Limits,
  ) {}

  /** To whoever decides it (to the last who approve where it is above them too: they can decline it), unless it has been decided meanwhile. */
  async approvalRequested(tx: Tx, agreementId: string, links: Links): Promise<void> {
    const agreement = await this.agreements.find(tx, agreementId);
    if (agreement.state !== 'awaiting-approval') return;
    const { role, called } = (await this.limits.deciding(tx, agreement.schoolId))(agreement.yearPrice);
    const decides = role ?? (await this.limits.ladders(tx)).school.rungs.at(-1)!.role;
    const people = await recipients(tx, [agreement.schoolId], [decides]);
    const facts = await this.facts(tx, [agreement]);
    await this.mail.queueAll(
      tx,
      people.map((to) => ({
        to,
        letter: approvalLetter({
          ...facts(agreement, to),
          called,
          approvable: role !== null,
          link: links.agreement(agreementId),
        }),
      })),
    );
  }

  /** To whoever prepared it, when somebody else approved or declined it; to nobody who acts here no more. */
  async decided(tx: Tx, agreementId: string, links: Links): Promise<void> {
    const agreement = await this.agreements.find(tx, agreementId);
    const { state, preparedBy, decidedBy, billsOn, declinedBecause } = agreement;
    if ((state !== 'signed' && state !== 'declined') || !preparedBy || preparedBy === decidedBy) return;
    const to = await inPost(tx, preparedBy);
    if (!to) return;
    const facts = await this.facts(tx, [agreement]);
    await this.mail.queue(
      tx,
      to,
      decisionLetter({
        ...facts(agreement, to),
        state,
        billsOn,
        declinedBecause,
        link: links.agreement(agreementId),
      }),
    );
  }

  /**
   * To the headteacher and the business manager: the term ends, what happens then, and by when to say otherwise. The school is
   * held to that day, so somebody must be told. Refuses: `notifications.nobody-to-tell`.
   */
  async renewalNotified(tx: Tx, agreementId: string, links: Links): Promise<void> {
    const agreement = await this.agreements.find(tx, agreementId);
    if (agreement.state !== 'signed' || Temporal.PlainDate.compare(agreement.endsOn, tx.today) < 0) return;
    const people = await recipients(tx, [agreement.schoolId], ['headteacher', 'business-manager']);
    const facts = await this.facts(tx, [agreement]);
    if (!people.length) {
      const { school } = facts(agreement, { name: '' });
      throw new Refusal(
        'notifications.nobody-to-tell',
        `${school} has no headteacher or business manager here, so nobody was told that its term ends. Add one under Organisations.`,
      );
    }
    const termEnd = await this.termEnd(tx, agreement);
    await this.mail.queueAll(
      tx,
      people.map((to) => ({
        to,
        letter: renewalNoticeLetter({
          ...facts(agreement, to),
          ...termEnd,
          link: links.termEnd(agreementId),
        }),
      })),
    );
  }

  /** To the headteachers and business managers of a batch of renewals. */
  async renewed(tx: Tx, renewalBatchId: string, links: Links): Promise<void> {
    const batch = await this.agreements.list(tx, { renewalBatchId });
    const bySchool = new Map(batch.map((agreement) => [agreement.schoolId, agreement]));
    const people = await recipients(tx, [...bySchool.keys()], ['headteacher', 'business-manager']);
    if (!people.length) return;
    const facts = await this.facts(tx, batch);
    await this.mail.queueAll(
      tx,
      people.map((to) => {
        const agreement = bySchool.get(to.organisationId)!;
        return {
          to,
          letter: renewedLetter({ ...facts(agreement, to), link: links.agreement(agreement.agreementId) }),
        };
      }),
    );
  }

  private async facts(tx: Tx, agreements: readonly Agreement[]) {
    const { name: operatorName } = await this.operators.current(tx);
    const schools = new Map(
      (
        await this.directory.list(
          tx,
          agreements.map(({ schoolId }) => schoolId),
        )
      ).map((school) => [school.organisationId, school.name]),
    );
    return ({ schoolId, title, startsOn, endsOn, price }: Agreement, { name }: Pick<Told, 'name'>) => ({
      name,
      operatorName,
      school: schools.get(schoolId) ?? 'Your school',
      title,
      startsOn,
      endsOn,
      price,
    });
  }

  private async termEnd(tx: Tx, agreement: Agreement): Promise<TermEnd> {
    const { nextOfferId, noticeBy, atTermEnd, title } = agreement;
    const said = { noticeBy, late: Temporal.PlainDate.compare(noticeBy, tx.today) < 0, choice: atTermEnd };
    try {
      const next = await this.nextTerms.quote(tx, agreement);
      return { ...said, next: { title: next.offer.title, price: next.price.amount } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return {
        ...said,
        next: {
          title: nextOfferId ? 'another plan' : title,
          price: null,
          withdrawn: error.code === 'agreements.withdrawn',
          ...(error.code === 'directory.school-closed' && { closed: error.message }),
        },
      };
    }
  }
}
