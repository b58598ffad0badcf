import { Injectable } from '@nestjs/common';
import {
  askedBefore,
  committingRoles,
  derivedId,
  oneAtATime,
  refuseAs,
  requireActsFor,
  requireSees,
  requireStaff,
  sameAgain,
  mustSay,
  Temporal,
  type Role,
  type Tx,
  record,
} from '#platform';
import { CREDIT, OperatingModel, Vocabularies } from '#operating-model';
import { Parties, requireNoPart } from '#identity';
import { accountId, Ledger, type Applied, type Command, type Lot } from '#ledger';
import { Adjustment } from './adjustment.entity.js';
import {
  adjustments,
  adjustmentsToDecide,
  endingSoon,
  madeBefore,
  months,
  type CreditMonth,
  type Ending,
  type ListedAdjustment,
} from './credit-bank.queries.js';
import { grantable, grantAllowed } from './granted.js';
import { issued, poolOf } from './pools.js';
import { refusals, texts } from './refusals.js';
import { giftAllowed, correctionAllowed, lastDayAllowed, mayReceive, reasonGiven, toSpend } from './rules.js';
import { outOf } from './take.js';

/** The operator's credits: granted, given on, adjusted. Amounts are hundredths of a credit. */
@Injectable()
export class CreditBank {
  constructor(
    private readonly ledger: Ledger,
    private readonly model: OperatingModel,
    private readonly parties: Parties,
    private readonly vocabularies: Vocabularies,
  ) {}

  /**
   * Grants credits to a member school as a lot, by the operator's administrator or finance officer, as many as need no second person. A form sent twice grants
   * once, and is noted once. Refuses: `platform.forbidden`, `entitlements.not-a-member`, `identity.own-part`, `entitlements.last-day`, `entitlements.reason`,
   * `operating-model.no-such-word`, as `grantAllowed`, and what `Ledger.apply` refuses.
   */
  async grant(
    tx: Tx,
    grant: {
      id: string;
      schoolId: string;
      amount: bigint;
      reason: string;
      expiresOn?: Temporal.PlainDate;
      /** Kinds of service, the operator's own words: they pay for these and for nothing else. */
      restriction?: readonly string[];
      priority?: number;
    },
  ): Promise<Applied> {
    requireStaff(tx.actor, changingRoles);
    if (!(await this.parties.buysHere(tx, grant.schoolId))) throw refusals.notAMember();
    await requireNoPart(tx, grant.schoolId);
    const { expiresOn, priority } = grant;
    const restriction = grant.restriction && [...new Set(grant.restriction)];
    if (expiresOn) lastDayAllowed(expiresOn, tx.today);
    const reason = reasonGiven(grant.reason);
    if (restriction) await this.vocabularies.require(tx, 'service_types', restriction);
    // Of two grants at once the second sees the first.
    await oneAtATime(tx, grant.schoolId);
    const again = await madeBefore(tx, 'grant', grant.id);
    if (!again) grantAllowed(grant.amount, await grantable(tx, grant.schoolId));
    await this.open(tx, [grant.schoolId]);
    const granted = await this.ledger.post(tx, {
      id: grant.id,
      debit: accountId(tx.operatorId, creditsIssued),
      credit: accountId(tx.operatorId, creditBank(grant.schoolId)),
      amount: grant.amount,
      code: 'grant',
      reference: { type: 'grant', id: grant.id },
      description: reason,
      lot: {
        ...(expiresOn && { expiresOn }),
        ...(restriction?.length && { restriction }),
        ...(priority !== undefined && { priority }),
      },
    });
    if (again) return granted;
    await record(
      tx,
      'entitlements.grant-credits',
      { type: 'grant', id: grant.id, organisationId: grant.schoolId },
      { hundredths: grant.amount.toString() },
    );
    return granted;
  }

  /**
   * Proposes a correction, up or down; a second person of the operator's decides. The same proposal again changes nothing.
   * Refuses: `platform.forbidden`, `platform.not-found`, `entitlements.not-a-member`, `identity.own-part`, `entitlements.needs-person`,
   * `entitlements.reason`, `entitlements.id-reused`, and as `correctionAllowed`.
   */
  async proposeAdjustment(
    tx: Tx,
    { id, schoolId, amount, reason: given }: { id: string; schoolId: string; amount: bigint; reason: string },
  ): Promise<void> {
    const personId = this.deciding(tx);
    // A school that left may still need its balance put right.
    if (!(await this.parties.find(tx, schoolId)).buyer) throw refusals.notAMember();
    await requireNoPart(tx, schoolId);
    const reason = reasonGiven(given);
    const [of, content] = [{ adjustmentId: id }, { schoolId, amount, reason }];
    if (await askedBefore(tx, Adjustment, of, content, 'entitlements.id-reused')) return;
    correctionAllowed(amount, await this.lots(tx, schoolId), tx.today);
    await this.open(tx, [schoolId]);
    await tx.em.insert(Adjustment, {
      ...{ operatorId: tx.operatorId, ...of, ...content },
      ...{ state: 'proposed', proposedBy: personId, proposedAt: tx.now },
    });
    const subject = { type: 'adjustment', id, organisationId: schoolId };
    await record(tx, 'entitlements.propose-adjustment', subject, { hundredths: amount.toString() });
  }

  /**
   * Posts a proposed adjustment; what is taken away, lot by lot, for whatever purpose it was granted. Refuses: `platform.forbidden`, `entitlements.needs-person`, `entitlements.second-person` to its proposer, `identity.own-part`,
   * `entitlements.decided`, `entitlements.unknown-adjustment`, `entitlements.not-enough-credits`.
   */
  async approveAdjustment(tx: Tx, adjustmentId: string): Promise<Applied[]> {
    const { schoolId, amount, reason } = await this.decide(tx, adjustmentId, 'approved');
    const [issued, own] = [creditsIssued, creditBank(schoolId)].map((one) =>
      accountId(tx.operatorId, one),
    ) as [string, string];
    const common = {
      kind: 'post',
      code: 'adjust',
      reference: { type: 'adjustment', id: adjustmentId },
      description: reason,
    } as const;
    if (amount > 0n)
      return this.ledger.apply(tx, [{ ...common, id: adjustmentId, debit: issued, credit: own, amount }]);
    const taken = outOf(toSpend(await this.lots(tx, schoolId), tx.today), -amount).map(
      ({ lot, amount }): Command => ({
        ...{ ...common, id: derivedId(adjustmentId, lot.id), debit: own, credit: issued, amount },
        fromLot: lot.id,
      }),
    );
    return this.ledger
      .apply(tx, taken)
      .catch(refuseAs({ 'ledger.insufficient': () => refusals.notEnoughCredits() }));
  }

  /** Its proposer may take it back. Refuses: `platform.forbidden`, `entitlements.needs-person`, `entitlements.decided`, `entitlements.unknown-adjustment`. */
  async rejectAdjustment(tx: Tx, adjustmentId: string): Promise<void> {
    await this.decide(tx, adjustmentId, 'rejected');
  }

  /** Corrections: those that wait first, then the latest decided. */
  async adjustments(tx: Tx, slice: { limit: number; offset: number }): Promise<ListedAdjustment[]> {
    return adjustments(tx, slice);
  }

  /** How many corrections somebody else proposed, and this person may decide. */
  async adjustmentsToDecide(tx: Tx): Promise<number> {
    return adjustmentsToDecide(tx);
  }

  /**
   * Gives credits to a neighbour, a member school of the same authority, where the operator's setting `ledger.giving` is
   * `allowed`. They keep their last day and their restriction, so giving never makes a credit live longer. Each lot given
   * from is a transfer of its own; a form sent twice finds the gift made and answers with nothing new.
   * Refuses: `entitlements.message`, `entitlements.id-reused`, and as `mayGive`.
   */
  async give(
    tx: Tx,
    gift: { id: string; from: string; to: string; amount: bigint; message: string },
  ): Promise<Applied[]> {
    await oneAtATime(tx, gift.id);
    const lots = await this.lotsToGive(tx, gift);
    mustSay(gift.message, texts.message);
    const [debit, credit] = [gift.from, gift.to].map((school) =>
      accountId(tx.operatorId, creditBank(school)),
    ) as [string, string];
    const { amount, message } = gift;
    const made = await madeBefore(tx, 'gift', gift.id);
    if (made && sameAgain(made, { debit, credit, amount, message }, 'entitlements.id-reused')) return [];
    await this.open(tx, [gift.from, gift.to]);
    const commands = outOf(lots, amount).map(({ lot, amount }): Command => ({
      kind: 'post',
      id: derivedId(gift.id, lot.id),
      ...{ debit, credit, amount },
      fromLot: lot.id,
      code: 'give',
      reference: { type: 'gift', id: gift.id },
      description: message,
      lot: {
        priority: lot.priority,
        ...(lot.expiresOn && { expiresOn: lot.expiresOn }),
        ...(lot.restriction && { restriction: lot.restriction }),
      },
    }));
    const given = await this.ledger
      .apply(tx, commands)
      .catch(refuseAs({ 'ledger.insufficient': () => refusals.notEnoughCredits() }));
    const subject = { type: 'gift', id: gift.id, organisationId: gift.to };
    await record(tx, 'entitlements.give-credits', subject, { hundredths: amount.toString() });
    return given;
  }

  /** Whether this may be given. Refuses: `entitlements.no-giving`, `entitlements.amount`, `entitlements.least-given`, `entitlements.same-school`, `entitlements.not-a-neighbour`, `entitlements.not-enough-credits`, `identity.not-a-member`, `platform.forbidden`. */
  async mayGive(tx: Tx, gift: { from: string; to: string; amount: bigint }): Promise<void> {
    outOf(await this.lotsToGive(tx, gift), gift.amount);
  }

  /** Whether a school gives at all. Refuses: `platform.forbidden`, `entitlements.no-giving`, `identity.not-a-member`. */
  async mayGiveAny(tx: Tx, from: string): Promise<void> {
    requireActsFor(tx.actor, from, committingRoles);
    if ((await this.model.on(tx)).ledger.giving === 'refused') throw refusals.noGiving();
    await this.parties.requireBuyer(tx, from);
  }

  /** To whom a school gives: open member schools of its authority that the state pays for. */
  async neighbours(tx: Tx, from: string): Promise<string[]> {
    const members = await this.parties.memberSchools(tx, from);
    return members.filter((one) => mayReceive(one, from, tx.today)).map((one) => one.organisationId);
  }

  /** What of a school's credits ends within so many days, or as many as it is warned of, soonest first. Refuses: `platform.forbidden`. */
  async endingSoon(tx: Tx, schoolId: string, days?: number): Promise<Ending[]> {
    requireSees(tx.actor, schoolId);
    const within = days ?? (await this.model.on(tx)).ledger.warn_days;
    return endingSoon(tx, accountId(tx.operatorId, creditBank(schoolId)), tx.today.add({ days: within }));
  }

  /** Month by month: granted, earned by supporting, given, spent, expired, and in issue at its end; a chart and its table. */
  async months(tx: Tx, from: Temporal.PlainDate, to: Temporal.PlainDate): Promise<CreditMonth[]> {
    return months(tx, from, to);
  }

  /** What a gift would come from, however much is left. */
  private async lotsToGive(tx: Tx, gift: { from: string; to: string; amount: bigint }): Promise<Lot[]> {
    await this.mayGiveAny(tx, gift.from);
    giftAllowed(gift.amount, (await this.model.on(tx)).ledger.least_given);
    if (gift.from === gift.to) throw refusals.sameSchool();
    if (!(await this.neighbours(tx, gift.from)).includes(gift.to)) throw refusals.notANeighbour();
    return toSpend(await this.lots(tx, gift.from), tx.today);
  }

  private lots(tx: Tx, schoolId: string): Promise<readonly Lot[]> {
    return this.ledger.lots(tx, accountId(tx.operatorId, creditBank(schoolId)));
  }

  private async open(tx: Tx, schoolIds: readonly string[]): Promise<void> {
    await this.ledger.open(tx, [
      { ...creditsIssued, floor: null, name: 'Credits issued' },
      ...schoolIds.map((id) => ({ ...creditBank(id), lots: true, name: 'Credit bank' })),
    ]);
  }

  /** Who proposes and decides: a person, so that there are two. */
  private deciding({ actor }: Tx): string {
    requireStaff(actor, changingRoles);
    if (!actor.personId) throw refusals.needsPerson();
    return actor.personId;
  }

  private async decide(tx: Tx, adjustmentId: string, state: 'approved' | 'rejected'): Promise<Adjustment> {
    const personId = this.deciding(tx);
    const own = { operatorId: tx.operatorId, adjustmentId };
    await tx.query(
      'SELECT FROM entitlements.adjustment WHERE operator_id = $1 AND adjustment_id = $2 FOR UPDATE',
      [tx.operatorId, adjustmentId],
    );
    const adjustment = await tx.em.findOneBy(Adjustment, own);
    if (!adjustment) throw refusals.unknownAdjustment();
    if (adjustment.state !== 'proposed') throw refusals.decided();
    if (state === 'approved' && adjustment.proposedBy === personId) throw refusals.secondPerson();
    if (state === 'approved') await requireNoPart(tx, adjustment.schoolId);
    await tx.em.update(Adjustment, own, { state, decidedBy: personId, decidedAt: tx.now });
    const subject = { type: 'adjustment', id: adjustmentId, organisationId: adjustment.schoolId };
    await record(tx, `entitlements.${state === 'approved' ? 'approve' : 'reject'}-adjustment`, subject);
    return adjustment;
  }
}

const creditBank = (schoolId: string) => poolOf(schoolId, CREDIT.code);
const creditsIssued = issued(CREDIT.code);

/** Who of the operator's staff changes what a school has. */
const changingRoles: readonly Role[] = ['administrator', 'finance'];
