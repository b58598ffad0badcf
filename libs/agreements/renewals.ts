import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import {
  publish,
  publishAll,
  newId,
  Refusal,
  shortDate,
  Temporal,
  type Tx,
  record,
  recordAll,
  requireStaff,
  violatedConstraint,
} from '#platform';
import { OperatingModel, type Settings } from '#operating-model';
import { Parties, requireNoPart } from '#identity';
import { Catalogue, type Offer } from '#catalogue';
import { Directory, type School } from '#directory';
import { Books, Ledger } from '#ledger';
import { grantCommands, poolsOf } from '#entitlements';
import { frozen, later, nextQuote, noticeOnceSigned, schoolLeft } from './agreement.js';
import { Agreement } from './agreement.entity.js';
import {
  findAgreement,
  lockAgreement,
  lockDue,
  noteNotified,
  updateAgreement,
} from './agreement.repository.js';
import { setCopiesAside } from './copies.js';
import { AgreementsRenewed, RenewalNotified } from './events.js';
import { renewalBatch, unrenewed } from './renewals.queries.js';
import { isOver, nextTerm } from './term.js';

/**
 * The end of a term. Each verb does one batch and says how many it did; the job repeats it, a transaction each, until
 * nothing is left. Killed anywhere, it carries on where it stopped: what is done is no longer due, and the
 * constraint `agreement_renewed_once` holds whatever runs at the same time.
 */
@Injectable()
export class Renewals {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly ledger: Ledger,
    private readonly books: Books,
    private readonly parties: Parties,
    private readonly model: OperatingModel,
  ) {}

  /** Tells a batch of schools that their term ends, once each, `reminder_days` before notice must be given. */
  async notify(tx: Tx): Promise<number> {
    const { reminder_days } = (await this.model.on(tx)).agreements;
    const rows = await noteNotified(tx, reminder_days);
    await publishAll(
      tx,
      RenewalNotified,
      rows.map((row) => row.agreementId),
    );
    await recordAll(
      tx,
      'agreements.notify',
      rows.map((row) => ({ type: 'agreement', id: row.agreementId, organisationId: row.schoolId })),
    );
    return rows.length;
  }

  /** A batch of those whose next term has begun; `except`: not these now. */
  async ended(tx: Tx, except: readonly string[] = []): Promise<{ id: string }[]> {
    return tx.query(
      `SELECT agreement_id AS id FROM (${unrenewed('$2::date')}) old WHERE operator_id = $1 AND agreement_id <> ALL ($3::uuid[])
        ORDER BY ends_on, agreement_id LIMIT ${renewalBatch}`,
      [tx.operatorId, tx.today.toString(), except],
    );
  }

  /** Renews a batch of agreements whose next term has begun, or these of them, at its price, and grants what the next plan includes. */
  async renew(tx: Tx, agreementIds: readonly string[] | null = null): Promise<number> {
    const ended = await this.due(tx, agreementIds);
    await this.renewThese(tx, ended);
    return ended.length;
  }

  /**
   * The operator's administrator or finance officer says what becomes of an agreement that could not renew by itself: it is tried again at once, or
   * it ends as it did; neither of them for a school of their own. Answers the agreement, with its problem when it has one still.
   * Refuses: `platform.forbidden`, `platform.not-found`, `agreements.no-problem`, `identity.own-part`.
   */
  async resolve(tx: Tx, agreementId: string, how: 'try-again' | 'let-it-end'): Promise<Agreement> {
    requireStaff(tx.actor, ['administrator', 'finance']);
    const stuck = await lockAgreement(tx, agreementId);
    if (!stuck.renewalProblem)
      throw new Refusal('agreements.no-problem', 'This agreement has no problem that waits for you.');
    await requireNoPart(tx, stuck.schoolId);
    const subject = { type: 'agreement', id: agreementId, organisationId: stuck.schoolId };
    await record(tx, `agreements.${how}`, subject);
    await updateAgreement(tx, stuck, {
      renewalProblem: null,
      ...(how === 'let-it-end' && { atTermEnd: 'leave', nextOfferId: null }),
    });
    if (how === 'try-again') await this.renewThese(tx, await this.due(tx, [agreementId]));
    return findAgreement(tx, agreementId);
  }

  private async renewThese(tx: Tx, ended: readonly Agreement[]): Promise<void> {
    const batchId = newId();
    const schoolIds = ended.map((old) => old.schoolId);
    const schools = new Map(
      (await this.directory.schools(tx, schoolIds)).map((school) => [school.organisationId, school]),
    );
    const buyers = await this.parties.buyers(tx, schoolIds);
    const offers = await this.offersFor(tx, ended);
    const { late_notice_days } = (await this.model.on(tx)).agreements;
    const stays = providers(tx, this.parties);
    const renewed: Agreement[] = [];
    for (const old of ended) {
      try {
        if (!buyers.has(old.schoolId)) throw schoolLeft();
        const { startsOn } = nextTerm(old);
        const offer = offers.get(`${old.nextOfferId ?? old.offerId} ${startsOn}`)!;
        await stays(offer.providerId, later(startsOn, tx.today));
        const school = schools.get(old.schoolId)!;
        // How long whoever is late may give notice is of the day that signs it, as of any agreement.
        const rules = { ...(await this.model.on(tx, startsOn)).agreements, late_notice_days };
        renewed.push(renewal(tx, old, offer, school, rules, batchId));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        await this.leaveForSomeone(tx, old, error.message);
      }
    }
    if (!renewed.length) return;
    const closedUntil = await this.books.closedUntil(tx);
    await tx.em.insert(Agreement, renewed).catch((error: unknown) => {
      // A school signed for these days meanwhile: asked again, its agreement is not due any more.
      if (violatedConstraint(error) !== 'agreement_one_plan_at_a_time') throw error;
      throw Object.assign(new Error('Signed meanwhile', { cause: error }), { code: '40001' });
    });
    await setCopiesAside(tx, renewed);
    await this.ledger.open(
      tx,
      renewed.flatMap((agreement) => poolsOf(agreement.schoolId, agreement.grants)),
    );
    await this.ledger.apply(
      tx,
      renewed.flatMap((agreement) => grantCommands(tx.operatorId, agreement, closedUntil)),
    );
    await publish(tx, AgreementsRenewed, batchId);
    await recordAll(
      tx,
      'agreements.renew',
      renewed.map(({ agreementId: id, schoolId: organisationId, renewsId }) => ({
        type: 'agreement',
        id,
        organisationId,
        details: { renews: renewsId, batch: batchId },
      })),
    );
  }

  /** What cannot be renewed by its own rules is not renewed by guess: it is taken off the run and shown to the operator. */
  private async leaveForSomeone(tx: Tx, old: Agreement, problem: string): Promise<void> {
    await updateAgreement(tx, old, { renewalProblem: problem });
    const subject = { type: 'agreement', id: old.agreementId, organisationId: old.schoolId };
    await record(tx, 'agreements.not-renewed', subject, { problem });
  }

  /** A batch that is due, held against every other run; or some of them. */
  private async due(tx: Tx, agreementIds: readonly string[] | null): Promise<Agreement[]> {
    const ids = await lockDue(tx, agreementIds);
    // Asked again once they are held: what was renewed, or chosen, meanwhile is not due any more.
    return tx.em
      .createQueryBuilder(Agreement, 'a')
      .where({ operatorId: tx.operatorId, agreementId: In(ids) })
      .andWhere(
        `EXISTS (SELECT FROM (${unrenewed(':today')}) u WHERE u.operator_id = a.operatorId AND u.agreement_id = a.agreementId)`,
        { today: tx.today.toString() },
      )
      .orderBy('a.endsOn')
      .addOrderBy('a.agreementId')
      .getMany();
  }

  /** The plans of the next term, by the day it starts: prices may change between two starts. */
  private async offersFor(tx: Tx, ended: readonly Agreement[]): Promise<Map<string, Offer>> {
    const offers = new Map<string, Offer>();
    for (const startsOn of new Set(ended.map((old) => old.endsOn.add({ days: 1 }).toString()))) {
      for (const offer of await this.catalogue.offers(tx, {
        kind: 'plan',
        on: Temporal.PlainDate.from(startsOn),
        withdrawn: true,
      })) {
        offers.set(`${offer.offerId} ${startsOn}`, offer);
      }
    }
    return offers;
  }
}

/** Whether who provides a plan is still there when its next term begins: few do, and each is asked about once a day. Refuses: `identity.provider-left`. */
function providers(tx: Tx, parties: Parties) {
  const asked = new Map<string, Promise<void>>();
  return (providerId: string, on: Temporal.PlainDate): Promise<void> => {
    const found = asked.get(`${providerId} ${on}`) ?? parties.requireProvider(tx, providerId, on);
    asked.set(`${providerId} ${on}`, found);
    return found;
  };
}

function renewal(
  tx: Tx,
  old: Agreement,
  offer: Offer,
  school: School,
  rules: Settings['agreements'],
  batchId: string,
): Agreement {
  const term = nextTerm(old);
  if (isOver(term, tx.today))
    throw new Refusal(
      'agreements.term-over',
      `The year that would follow ended on ${shortDate(term.endsOn)}; past years are not billed by themselves.`,
    );
  const quoted = nextQuote(old, offer, school, rules);
  return {
    ...old,
    ...frozen({ ...quoted, noticeBy: noticeOnceSigned(quoted, tx.today, rules) }),
    agreementId: newId(),
    atTermEnd: 'renew',
    nextOfferId: null,
    notifiedOn: null,
    renewsId: old.agreementId,
    renewalBatchId: batchId,
    renewalProblem: null,
    backdatedBecause: null,
    preparedBy: null,
    preparedAt: tx.now,
    decidedBy: null,
    decidedAt: tx.now,
    declinedBecause: null,
    version: 1,
  };
}
