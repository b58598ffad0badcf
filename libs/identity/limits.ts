import { Injectable } from '@nestjs/common';
import { forbidden, pounds, Refusal, type Role, type Tx } from '#platform';

/** The roles whose approval commits a party's money. */
export type Approver = 'business-manager' | 'headteacher' | 'budget-holder';
const approvers: readonly Role[] = ['business-manager', 'headteacher', 'budget-holder'];
/** A key commits what the party's business manager may, and no more: nobody raises a limit by writing a program. */
const limitedAs = (role: Role | 'job' | 'key'): Role | 'job' => (role === 'key' ? 'business-manager' : role);

/**
 * How much one person may commit a party to alone. A business manager's limit is what the school set (none: £0); what
 * is above it a headteacher approves, up to the headteacher's own limit when governors set one.
 */
@Injectable()
export class Limits {
  async set(tx: Tx, organisationId: string, role: Approver, pence: bigint): Promise<void> {
    await tx.query(
      `INSERT INTO identity.approval_limit (operator_id, organisation_id, role, limit_pence) VALUES ($1, $2, $3, $4)
       ON CONFLICT (operator_id, organisation_id, role) DO UPDATE SET limit_pence = excluded.limit_pence`,
      [tx.operatorId, organisationId, role, pence],
    );
  }

  /** In pence; null: no limit. */
  async of(tx: Tx, organisationId: string, role: Approver): Promise<bigint | null> {
    const [row] = await tx.query<{ pence: bigint }>(
      'SELECT limit_pence AS pence FROM identity.approval_limit WHERE operator_id = $1 AND organisation_id = $2 AND role = $3',
      [tx.operatorId, organisationId, role],
    );
    return row?.pence ?? (role === 'business-manager' ? 0n : null);
  }

  /** Whether a role may commit this much alone. */
  async allows(tx: Tx, organisationId: string, role: Role | 'job' | 'key', pence: bigint): Promise<boolean> {
    const limited = limitedAs(role);
    if (!approvers.includes(limited as Role)) return false;
    const limit = await this.of(tx, organisationId, limited as Approver);
    return limit === null || pence <= limit;
  }

  /** Refuses: `platform.forbidden` (not a role that approves), `identity.above-limit`. */
  async check(tx: Tx, organisationId: string, pence: bigint): Promise<void> {
    const role = limitedAs(tx.actor.role);
    if (!approvers.includes(role as Role))
      throw forbidden('Your role does not approve spending. Ask your business manager or headteacher.');
    if (await this.allows(tx, organisationId, role, pence)) return;
    const limit = (await this.of(tx, organisationId, role as Approver)) ?? 0n;
    throw new Refusal(
      'identity.above-limit',
      `${pounds(pence)} is above the ${pounds(limit)} that ${tx.actor.role === 'key' ? 'a key' : 'you'} may approve. ${role === 'business-manager' ? 'Your headteacher approves it.' : 'Your governing board approves it.'}`,
      'forbidden',
    );
  }
}
