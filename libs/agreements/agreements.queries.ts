import { In } from 'typeorm';
import type { Tx } from '#platform';
import { Agreement, type AgreementState } from './agreement.entity.js';
import { inNextTerm, notFollowed, renewalBatch, unrenewed } from './renewals.queries.js';
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

/** An agreement, and what is signed for the term after it: then that counts, and not what was chosen before. */
export type Followed = Agreement & { readonly nextAgreementId: string | null };

export async function withNext(tx: Tx, agreements: readonly Agreement[]): Promise<Followed[]> {
  const rows = await tx.query<{ agreementId: string; nextId: string }>(
    `SELECT DISTINCT ON (a.agreement_id) a.agreement_id, n.agreement_id AS next_id
       FROM agreements.agreement a JOIN agreements.agreement n ON n.operator_id = a.operator_id AND n.school_id = a.school_id AND n.state = 'signed' AND ${inNextTerm('n', 'a')}
      WHERE a.operator_id = $1 AND a.agreement_id = ANY ($2) AND a.state = 'signed' ORDER BY a.agreement_id, n.starts_on`,
    [tx.operatorId, agreements.map(({ agreementId }) => agreementId)],
  );
  const next = new Map(rows.map(({ agreementId, nextId }) => [agreementId, nextId]));
  return agreements.map((one) => ({ ...one, nextAgreementId: next.get(one.agreementId) ?? null }));
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
