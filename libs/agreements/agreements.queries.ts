import { In } from 'typeorm';
import type { Tx } from '#platform';
import { Agreement, type AgreementState } from './agreement.entity.js';
import { notFollowed, renewalBatch, unrenewed } from './renewals.queries.js';
import type { Term } from './term.js';

export interface AgreementFilter {
  readonly schoolId?: string;
  readonly providerId?: string;
  readonly state?: AgreementState;
  readonly agreementIds?: readonly string[];
  /** Those that one run renewed. */
  readonly renewalBatchId?: string;
  /** The last one of the page before. */
  readonly after?: string;
  /** As many as one run renews, unless said. */
  readonly limit?: number;
}

/** The latest start first. */
export async function agreementsInSight(
  tx: Tx,
  { after, limit = renewalBatch, agreementIds, ...filter }: AgreementFilter,
): Promise<Agreement[]> {
  const query = tx.em
    .createQueryBuilder(Agreement, 'a')
    .where({ operatorId: tx.operatorId, ...filter, ...(agreementIds && { agreementId: In(agreementIds) }) })
    .orderBy('a.startsOn', 'DESC')
    .addOrderBy('a.agreementId', 'DESC')
    .take(limit);
  if (after) {
    query.andWhere(
      '(a.startsOn, a.agreementId) < (SELECT starts_on, agreement_id FROM agreements.agreement WHERE operator_id = :operator AND agreement_id = :after)',
      { operator: tx.operatorId, after },
    );
  }
  return query.getMany();
}

/** Whether a school has signed or prepared something for days of a term. */
export async function overlaps(tx: Tx, schoolId: string, { startsOn, endsOn }: Term): Promise<boolean> {
  const rows = await tx.query(
    `SELECT FROM agreements.agreement WHERE operator_id = $1 AND school_id = $2 AND state IN ('signed', 'awaiting-approval')
        AND daterange(starts_on, ends_on, '[]') && daterange($3, $4, '[]')`,
    [tx.operatorId, schoolId, startsOn.toString(), endsOn.toString()],
  );
  return rows.length > 0;
}

/** Whether something is signed for days of the term that would follow an agreement. */
export async function isFollowed(tx: Tx, agreementId: string): Promise<boolean> {
  const free = await tx.query(
    `SELECT FROM agreements.agreement a WHERE operator_id = $1 AND agreement_id = $2 AND ${notFollowed('a')}`,
    [tx.operatorId, agreementId],
  );
  return free.length === 0;
}

/** What a school has signed that renews by itself into days of a term, unless it says otherwise in time. */
export const renewingInto = (
  tx: Tx,
  schoolId: string,
  { startsOn, endsOn }: Term,
): Promise<Agreement | null> =>
  tx.em
    .createQueryBuilder(Agreement, 'a')
    .where({ operatorId: tx.operatorId, schoolId })
    .andWhere(
      `daterange(a.endsOn + 1, (a.endsOn + 1 + interval '1 year')::date) && daterange(:startsOn, :endsOn, '[]')
        AND EXISTS (SELECT FROM (${unrenewed("'infinity'")}) u WHERE u.operator_id = a.operatorId AND u.agreement_id = a.agreementId)`,
      { startsOn: startsOn.toString(), endsOn: endsOn.toString() },
    )
    .orderBy('a.endsOn', 'DESC')
    .getOne();
