import { Injectable } from '@nestjs/common';
import {
  derivedId,
  forbidden,
  locksOf,
  newId,
  pounds,
  record,
  Refusal,
  requireActsFor,
  type Role,
  type Tx,
} from '#platform';
import { OperatingModel } from '#operating-model';

/** The roles whose approval commits a party's money. */
export type Approver = 'business-manager' | 'headteacher' | 'budget-holder';
const approvers: readonly Role[] = ['business-manager', 'headteacher', 'budget-holder'];
type Acting = Role | 'job' | 'key';
/** A key commits what the party's business manager may (an authority's: its budget holder), and no more: nobody raises a limit by writing a program. */
const limitedAs = (role: Acting, keyAs: Approver = 'business-manager'): Role | 'job' =>
  role === 'key' ? keyAs : role;

/** An order, as its limit sees it: what it costs in full, whatever part of that is due now. */
export interface Commitment {
  readonly organisationId: string;
  readonly pence: bigint;
  /** The thing that commits the money: `agreement`, `purchase`, `place`; at most one open commitment each. */
  readonly subject: { readonly type: string; readonly id: string };
  /** Within whose limit a key commits it; the business manager's unless said. */
  readonly keyAs?: Approver;
}

/** Who says how much a role may approve. */
const setters: Readonly<Record<Approver, readonly Acting[]>> = {
  'business-manager': ['headteacher', 'chair', 'job'],
  headteacher: ['chair', 'job'],
  'budget-holder': ['commissioner', 'job'],
};

/** The roles whose limit someone in this role sets. */
export const limitedBy = (role: Acting): readonly Approver[] =>
  (Object.keys(setters) as Approver[]).filter((limited) => setters[limited].includes(role));

const approvesAbove: Readonly<Record<Approver, string>> = {
  'business-manager': 'Your headteacher',
  headteacher: 'Your governing board',
  'budget-holder': 'Your commissioner',
};

/**
 * How much one role may commit a party to alone, over a window of days, so that four orders of £400 are one of £1,600. A
 * business manager's limit is what the school set (none: £0); what is above it a headteacher approves, up to the
 * headteacher's own limit when governors set one. Every order is recorded as a commitment and summed from there.
 */
@Injectable()
export class Limits {
  constructor(private readonly model: OperatingModel) {}

  /**
   * By those who answer for the role: of a business manager the headteacher or chair, of a headteacher the chair, of a
   * budget holder the commissioner. Nobody sets a limit of his own. Refuses: `platform.forbidden`, `identity.own-limit`.
   */
  async set(tx: Tx, organisationId: string, role: Approver, pence: bigint): Promise<void> {
    await this.requireSetter(tx, organisationId, role);
    await tx.say('limit', [organisationId, role, pence]);
    await tx.query(
      `INSERT INTO identity.approval_limit (operator_id, organisation_id, role, limit_pence) VALUES ($1, $2, $3, $4)
       ON CONFLICT (operator_id, organisation_id, role) DO UPDATE SET limit_pence = excluded.limit_pence`,
      [tx.operatorId, organisationId, role, pence],
    );
    await record(
      tx,
      'identity.set-limit',
      { type: 'party', id: organisationId, organisationId },
      { role, pence: pence.toString() },
    );
  }

  /** In pence; null: no limit. */
  async of(tx: Tx, organisationId: string, role: Approver): Promise<bigint | null> {
    return (await this.ofEach(tx, organisationId, [role])).get(role)!;
  }

  /** The same of several roles, in one statement. */
  async ofEach<Of extends Approver>(
    tx: Tx,
    organisationId: string,
    roles: readonly Of[],
  ): Promise<Map<Of, bigint | null>> {
    const rows = await tx.query<{ role: Of; limitPence: bigint }>(
      'SELECT role, limit_pence FROM identity.approval_limit WHERE operator_id = $1 AND organisation_id = $2 AND role = ANY ($3)',
      [tx.operatorId, organisationId, roles],
    );
    const set = new Map(rows.map((row) => [row.role, row.limitPence]));
    return new Map(roles.map((role) => [role, set.get(role) ?? (role === 'business-manager' ? 0n : null)]));
  }

  /** Whether a role may commit this much alone now, after what it committed in the window; what a page says before. */
  async allows(
    tx: Tx,
    organisationId: string,
    role: Acting,
    pence: bigint,
    keyAs?: Approver,
  ): Promise<boolean> {
    const limited = limitedAs(role, keyAs);
    if (!approvers.includes(limited as Role)) return false;
    const limit = await this.of(tx, organisationId, limited as Approver);
    // What alone is too much needs no adding up.
    if (limit === null || pence > limit) return limit === null;
    return pence + (await this.recent(tx, organisationId, limited as Approver)) <= limit;
  }

  /** As `commit`, for what is only decided and not ordered. Refuses as `commit` does. */
  async check(tx: Tx, organisationId: string, pence: bigint, keyAs?: Approver): Promise<void> {
    const role = limitedAs(tx.actor.role, keyAs);
    if (!approvers.includes(role as Role))
      throw forbidden('Your role does not approve spending. Ask your business manager or headteacher.');
    if (await this.allows(tx, organisationId, role, pence)) return;
    throw await this.aboveLimit(tx, organisationId, role as Approver, pence);
  }

  /**
   * Commits the party's money as the actor's role, within its limit; two orders at once are judged one after the other.
   * Refuses: `platform.forbidden` (not a role that approves), `identity.above-limit`.
   */
  async commit(tx: Tx, commitment: Commitment): Promise<void> {
    await this.oneAfterTheOther(tx, commitment.organisationId);
    await this.check(tx, commitment.organisationId, commitment.pence, commitment.keyAs);
    await this.record(tx, commitment);
  }

  /** Commits where the limit allows it, and says whether it did: what it does not allow is somebody else's to approve. */
  async committed(tx: Tx, commitment: Commitment): Promise<boolean> {
    await this.oneAfterTheOther(tx, commitment.organisationId);
    const { organisationId, pence, keyAs } = commitment;
    const allowed = await this.allows(tx, organisationId, tx.actor.role, pence, keyAs);
    if (allowed) await this.record(tx, commitment);
    return allowed;
  }

  /** The order was called off: it counts no more. */
  async release(tx: Tx, subject: Commitment['subject']): Promise<void> {
    await tx.say('release', [subject.type, subject.id]);
    await tx.query(
      `UPDATE identity.commitment SET called_off_on = $4
        WHERE operator_id = $1 AND subject_type = $2 AND subject_id = $3 AND called_off_on IS NULL`,
      [tx.operatorId, subject.type, subject.id, tx.today.toString()],
    );
  }

  /** Refuses: `platform.forbidden`, `identity.own-limit`. */
  private async requireSetter(tx: Tx, organisationId: string, role: Approver): Promise<void> {
    requireActsFor(tx.actor, organisationId);
    if (!setters[role].includes(tx.actor.role))
      throw forbidden(
        'Someone who answers for this role sets its limit: a headteacher, or the chair of governors.',
      );
    const own = await tx.query(
      `SELECT FROM identity.appointment a WHERE operator_id = $1 AND organisation_id = $2 AND role = $3 AND person_id = $4 AND identity.in_force(a, $5)`,
      [tx.operatorId, organisationId, role, tx.actor.personId, tx.today.toString()],
    );
    if (own.length) throw new Refusal('identity.own-limit', 'Nobody sets a limit of their own.', 'forbidden');
  }

  private async record(tx: Tx, { organisationId, pence, subject, keyAs }: Commitment): Promise<void> {
    await tx.query(
      `INSERT INTO identity.commitment (operator_id, commitment_id, organisation_id, role, pence, subject_type, subject_id, committed_on, person_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        tx.operatorId,
        newId(),
        organisationId,
        limitedAs(tx.actor.role, keyAs),
        pence,
        subject.type,
        subject.id,
        tx.today.toString(),
        tx.actor.personId,
      ],
    );
  }

  /** Held until the transaction ends, so that no two orders of a party read the same sum. */
  private async oneAfterTheOther(tx: Tx, organisationId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(${locksOf.commitments}, hashtext($1))`, [
      derivedId(tx.operatorId, organisationId),
    ]);
  }

  private async recent(tx: Tx, organisationId: string, role: Approver): Promise<bigint> {
    const since = tx.today.subtract({ days: (await this.window(tx)) - 1 });
    const [row] = await tx.query<{ pence: bigint }>(
      `SELECT coalesce(sum(pence), 0)::bigint AS pence FROM identity.commitment
        WHERE operator_id = $1 AND organisation_id = $2 AND role = $3 AND called_off_on IS NULL AND committed_on >= $4`,
      [tx.operatorId, organisationId, role, since.toString()],
    );
    return row!.pence;
  }

  /** Days that orders are added up over. */
  async window(tx: Tx): Promise<number> {
    return (await this.model.on(tx)).approvals.window_days;
  }

  private async aboveLimit(tx: Tx, organisationId: string, role: Approver, pence: bigint): Promise<Refusal> {
    const limit = (await this.of(tx, organisationId, role))!;
    const recent = await this.recent(tx, organisationId, role);
    const asked =
      recent > 0n
        ? `${pounds(pence)}, with ${pounds(recent)} ordered in the last ${await this.window(tx)} days, is`
        : `${pounds(pence)} is`;
    return new Refusal(
      'identity.above-limit',
      `${asked} above the ${pounds(limit)} that ${tx.actor.role === 'key' ? 'a key' : 'you'} may approve. ${approvesAbove[role]} approves it.`,
      'forbidden',
    );
  }
}
