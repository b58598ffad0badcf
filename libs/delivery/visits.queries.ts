import type { Temporal, Tx } from '#platform';
import { Visit, type VisitState } from './visit.entity.js';

export interface VisitFilter {
  readonly schoolId?: string;
  readonly homeId?: string;
  readonly practitionerId?: string;
  readonly proposalId?: string;
  readonly state?: VisitState;
  readonly from?: Temporal.PlainDate;
  /** The last one of the page before. */
  readonly after?: string;
  readonly limit?: number;
}

/** By their day. */
export async function visitsInSight(
  tx: Tx,
  { from, after, limit = 200, ...filter }: VisitFilter,
): Promise<Visit[]> {
  const query = tx.em
    .createQueryBuilder(Visit, 'v')
    .where({ operatorId: tx.operatorId, ...filter })
    .orderBy('v.visitOn')
    .addOrderBy('v.visitId')
    .take(limit);
  if (from) query.andWhere('v.visitOn >= :from', { from: from.toString() });
  if (after) {
    query.andWhere(
      '(v.visitOn, v.visitId) > (SELECT visit_on, visit_id FROM delivery.visit WHERE operator_id = :operator AND visit_id = :after)',
      {
        operator: tx.operatorId,
        after,
      },
    );
  }
  return query.getMany();
}
