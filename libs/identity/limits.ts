import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import {
  derivedId,
  forbidden,
  locksOf,
  newId,
  notFound,
  pounds,
  record,
  Refusal,
  requireActsFor,
  type Tx,
} from '#platform';
import { OperatingModel, type Approver, type Ladder } from '#operating-model';
import { ApprovalLimit, KeptCommitment } from './limit.entity.js';
import { climbed } from './limits.queries.js';
import {
  approval,
  approves,
  called,
  ladderOf,
  limitedAs,
  limitOf,
  may,
  mayDecline,
  orderer,
  orders,
  preparing,
  requireRung,
  type Acting,
  type Approval,
  type Decision,
  type LadderOf,
  type LimitSet,
} from './rungs.js';

/** An order, as its limit sees it: what it costs in full, whatever part of that is due now. */
export interface Commitment {
  readonly organisationId: string;
  readonly pence: bigint;
  /** The thing that commits the money: `agreement`, `purchase`, `place`; at most one open commitment each. */
  readonly subject: { readonly type: string; readonly id: string };
  /** A school's unless said. */
  readonly ladder?: LadderOf;
  /** Somebody prepared it for others to approve: the rung that prepares never does, whatever its limit. */
  readonly waits?: boolean;
}

/**
 * How much one role may commit a party to alone, over a window of days, so that four orders of £400 are one of £1,600. The
 * operator's ladder says which roles approve, and what each may until the party sets a limit of its own; what is above a role's
 * limit the next one up approves. Every order is recorded as a commitment and summed from there.
 */
@Injectable()
export class Limits {
  constructor(private readonly model: OperatingModel) {}

  /**
   * By those whom the ladder says. Nobody sets a limit of their own, nor lets others commit more than they may: whom a role sets
   * limits for follows it down, and is answered. Refuses: `platform.forbidden`, `identity.own-limit`, `identity.limit`,
   * `identity.limit-above-own`, `platform.not-found` (a role that approves nothing).
   */
  async set(tx: Tx, organisationId: string, role: Approver, pence: bigint): Promise<Approver[]> {
    const of = await this.requireSetter(tx, organisationId, role);
    if (pence < 0n) throw new Refusal('identity.limit', 'A limit is £0 or more.', 'invalid');
    await this.oneAfterTheOther(tx, organisationId);
    const { ladder, standing } = await climbed(tx, organisationId, of);
    const most = standing.get(tx.actor.role as Approver)?.limit ?? null;
    const does = of === 'authority' ? 'earmark' : 'order';
    if (most !== null && pence > most)
      throw new Refusal(
        'identity.limit-above-own',
        `You may ${does} ${pounds(most)} alone yourself, so nobody whose limit you set may ${does} more.`,
        'forbidden',
      );
    await this.keep(tx, organisationId, role, pence);
    const follow = ladder.rungs
      .filter(({ set_by }) => (set_by as readonly Approver[]).includes(role))
      .map((below) => below.role)
      .filter((below) => (standing.get(below)!.limit ?? pence + 1n) > pence);
    for (const below of follow) await this.keep(tx, organisationId, below, pence);
    return follow;
  }

  /** The limits at a party that the actor's role sets, from the first rung up; which of them the actor does not, as their own. */
  async limitedBy(tx: Tx, organisationId: string): Promise<Map<Approver, LimitSet>> {
    const { school, authority } = await this.ladders(tx);
    const theirs = [...school.rungs, ...authority.rungs].filter(({ set_by }) =>
      (set_by as readonly Acting[]).includes(tx.actor.role),
    );
    if (!theirs.length) return new Map();
    const rows = await tx.query<{ role: Approver; limitPence: bigint | null; own: boolean }>(
      `SELECT rung.role, l.limit_pence, identity.own_role(rung.role, $2, $4) AS own FROM unnest($3::text[]) AS rung (role)
         LEFT JOIN identity.approval_limit l ON l.operator_id = $1 AND l.organisation_id = $2 AND l.role = rung.role`,
      [tx.operatorId, organisationId, theirs.map(({ role }) => role), tx.today.toString()],
    );
    return new Map(
      theirs.map((rung) => {
        const { limitPence, own } = rows.find(({ role }) => role === rung.role)!;
        return [rung.role, { pence: limitOf(rung, limitPence), own }];
      }),
    );
  }

  /** Whether a role may commit this much alone now, after what it committed in the window; what a page says before. */
  async allows(
    tx: Tx,
    organisationId: string,
    role: Acting,
    pence: bigint,
    of: LadderOf = 'school',
  ): Promise<boolean> {
    const { ladder, standing } = await climbed(tx, organisationId, of);
    const rung = limitedAs(ladder, role);
    return rung !== undefined && may(standing.get(rung.role)!, pence);
  }

  /** Whom to turn to at a school with what the actor may not order alone, first who may order it; null where they may. */
  async beyond(tx: Tx, schoolId: string, pence: bigint): Promise<Approval | null> {
    const { ladder: school, standing } = await climbed(tx, schoolId, 'school');
    const own = limitedAs(school, tx.actor.role);
    if (own && may(standing.get(own.role)!, pence)) return null;
    const role = orderer(school, 'school', standing, pence);
    return role ? { role, called: called(role) } : approval(school, standing, pence, own);
  }

  /** Who decides what waits at a school, by its price: the first who may, above those who prepare for others to decide. */
  async deciding(tx: Tx, schoolId: string): Promise<(pence: bigint) => Decision> {
    const { ladder: school, standing } = await climbed(tx, schoolId, 'school');
    const own = limitedAs(school, tx.actor.role);
    const prepares = preparing(school);
    return (pence) => ({
      ...approval(school, standing, pence, prepares),
      approves: own !== undefined && own !== prepares && may(standing.get(own.role)!, pence),
      declines: mayDecline(school, tx.actor.role),
      above: approval(school, standing, pence, own),
    });
  }

  /** As `commit`, for what is only decided and not ordered. Refuses as `commit` does. */
  async check(tx: Tx, organisationId: string, pence: bigint, ladder: LadderOf = 'school'): Promise<void> {
    await this.within(tx, { organisationId, pence, ladder });
  }

  /**
   * Commits the party's money as the actor's role, within its limit; two orders at once are judged one after the other.
   * Refuses: `platform.forbidden` (not a role that approves, or one that prepares what waits), `identity.above-limit`.
   */
  async commit(tx: Tx, commitment: Commitment): Promise<void> {
    await this.oneAfterTheOther(tx, commitment.organisationId);
    await this.within(tx, commitment);
    await this.record(tx, commitment);
  }

  /** Commits where the limit allows it, and says whether it did: what it does not allow is somebody else's to approve. */
  async committed(tx: Tx, commitment: Commitment): Promise<boolean> {
    await this.oneAfterTheOther(tx, commitment.organisationId);
    const { organisationId, pence, ladder } = commitment;
    const allowed = await this.allows(tx, organisationId, tx.actor.role, pence, ladder);
    if (allowed) await this.record(tx, commitment);
    return allowed;
  }

  /** The order was called off: it counts no more. */
  async release(tx: Tx, { type, id }: Commitment['subject']): Promise<void> {
    await tx.say('release', [type, id]);
    const open = { operatorId: tx.operatorId, subjectType: type, subjectId: id, calledOffOn: IsNull() };
    await tx.em.update(KeptCommitment, open, { calledOffOn: tx.today });
  }

  /** Days that orders are added up over. */
  async window(tx: Tx): Promise<number> {
    return (await this.model.on(tx)).approvals.window_days;
  }

  /** Those that hold today. */
  async ladders(tx: Tx): Promise<Readonly<Record<LadderOf, Ladder>>> {
    return (await this.model.on(tx)).approvals;
  }

  private async within(
    tx: Tx,
    { organisationId, pence, ladder = 'school', waits = false }: Omit<Commitment, 'subject'>,
  ): Promise<void> {
    const { ladder: rungs, standing, days } = await climbed(tx, organisationId, ladder);
    const rung = requireRung(rungs, tx.actor.role, ladder, waits);
    const { limit, recent } = standing.get(rung.role)!;
    const allowed = may({ limit, recent }, pence);
    const prepares = preparing(rungs);
    if (allowed && !(waits && rung === prepares)) return;
    const whom = waits
      ? approves(approval(rungs, standing, pence, prepares))
      : orders(rungs, ladder, standing, pence);
    if (allowed) throw forbidden(`What waits is not for you to approve. ${whom}`);
    const asked =
      recent > 0n
        ? `${pounds(pence)}, with ${pounds(recent)} ${ladder === 'school' ? 'ordered' : 'earmarked'} in the last ${days} days, is`
        : `${pounds(pence)} is`;
    throw new Refusal(
      'identity.above-limit',
      `${asked} above the ${pounds(limit!)} that ${tx.actor.role === 'key' ? 'a key' : 'you'} may ${waits ? 'approve' : ladder === 'school' ? 'order alone' : 'earmark alone'}. ${whom}`,
      'forbidden',
    );
  }

  private async keep(tx: Tx, organisationId: string, role: Approver, pence: bigint): Promise<void> {
    await tx.say('limit', [organisationId, role, pence]);
    await tx.em
      .createQueryBuilder()
      .insert()
      .into(ApprovalLimit)
      .values({ operatorId: tx.operatorId, organisationId, role, limitPence: pence })
      // The amount alone: a party may change nothing else of it, and `upsert` would set the key anew.
      .orUpdate(['limit_pence'], ['operator_id', 'organisation_id', 'role'])
      .execute();
    await record(
      tx,
      'identity.set-limit',
      { type: 'party', id: organisationId, organisationId },
      { role, pence: pence.toString() },
    );
  }

  /** The ladder on which the role is one to set. Refuses: `platform.forbidden`, `identity.own-limit`, `platform.not-found`. */
  private async requireSetter(tx: Tx, organisationId: string, role: Approver): Promise<LadderOf> {
    requireActsFor(tx.actor, organisationId);
    const of = ladderOf(role);
    const rung = limitedAs((await this.ladders(tx))[of], role);
    if (!rung) throw notFound('limit');
    const { set_by } = rung;
    if (tx.actor.role !== 'job' && !(set_by as readonly Acting[]).includes(tx.actor.role))
      throw forbidden(
        set_by.length
          ? `Someone who answers for this role sets its limit: ${set_by.map(called).join(' or ')}.`
          : 'This limit is the same for everyone, and is not set here.',
      );
    if ((await this.limitedBy(tx, organisationId)).get(role)?.own)
      throw new Refusal('identity.own-limit', 'Nobody sets a limit of their own.', 'forbidden');
    return of;
  }

  private async record(
    tx: Tx,
    { organisationId, pence, subject, ladder = 'school' }: Commitment,
  ): Promise<void> {
    await tx.em.insert(KeptCommitment, {
      operatorId: tx.operatorId,
      commitmentId: newId(),
      organisationId,
      role: limitedAs((await this.ladders(tx))[ladder], tx.actor.role)!.role,
      pence,
      subjectType: subject.type,
      subjectId: subject.id,
      committedOn: tx.today,
      personId: tx.actor.personId,
    });
  }

  /** Held until the transaction ends, so that no two orders of a party read the same sum. */
  private async oneAfterTheOther(tx: Tx, organisationId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(${locksOf.commitments}, hashtext($1))`, [
      derivedId(tx.operatorId, organisationId),
    ]);
  }
}
