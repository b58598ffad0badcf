import type { Tx } from '#platform';
import type { Proposal } from './proposal.entity.js';

export interface Deployed extends Pick<
  Proposal,
  'schoolId' | 'practitionerId' | 'designation' | 'state' | 'days' | 'credits'
> {
  /** Hundredths of a day booked or delivered, and delivered, without those called off. */
  readonly booked: bigint;
  readonly delivered: bigint;
}

/** What has become of a proposal, held against every other change until this transaction ends; undefined when there is none. */
export async function lockProposal(tx: Tx, proposalId: string): Promise<Deployed | undefined> {
  await tx.query(
    'SELECT FROM delivery.proposal WHERE operator_id = $1 AND proposal_id = $2 FOR NO KEY UPDATE',
    [tx.operatorId, proposalId],
  );
  const [row] = await tx.query<Deployed>(
    `SELECT p.school_id, p.practitioner_id, p.designation, p.state, p.days, p.credits,
            (SELECT coalesce(sum(portion), 0)::bigint FROM delivery.visit v WHERE v.operator_id = p.operator_id AND v.proposal_id = p.proposal_id AND v.state <> 'cancelled') AS booked,
            (SELECT coalesce(sum(portion), 0)::bigint FROM delivery.visit v WHERE v.operator_id = p.operator_id AND v.proposal_id = p.proposal_id AND v.state IN ('delivered', 'evaluated')) AS delivered
       FROM delivery.proposal p WHERE operator_id = $1 AND proposal_id = $2`,
    [tx.operatorId, proposalId],
  );
  return row;
}
