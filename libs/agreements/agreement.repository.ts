import { changedMeanwhile, notFound, Parameters, type Tx } from '#platform';
import { Agreement } from './agreement.entity.js';
import { notFollowed, renewalBatch, unrenewed } from './renewals.queries.js';

export async function insertAgreement(tx: Tx, agreement: Agreement): Promise<void> {
  await tx.say('agreement', said(agreement));
  await tx.em.insert(Agreement, agreement);
}

/** Refuses: `platform.not-found`. */
export async function findAgreement(tx: Tx, agreementId: string): Promise<Agreement> {
  const agreement = await tx.em.findOneBy(Agreement, { operatorId: tx.operatorId, agreementId });
  if (!agreement) throw notFound('agreement');
  return agreement;
}

/** Finds it, held against every other change until this transaction ends. Refuses: `platform.not-found`. */
export async function lockAgreement(tx: Tx, agreementId: string): Promise<Agreement> {
  await tx.query(
    'SELECT FROM agreements.agreement WHERE operator_id = $1 AND agreement_id = $2 FOR NO KEY UPDATE',
    [tx.operatorId, agreementId],
  );
  return findAgreement(tx, agreementId);
}

/** A batch whose school is to hear, `days` before notice must be given, that its term ends: noted, once each. */
export async function noteNotified(
  tx: Tx,
  days: number,
): Promise<Pick<Agreement, 'agreementId' | 'schoolId'>[]> {
  return tx.query(
    `WITH noted AS (
       UPDATE agreements.agreement SET notified_on = $2, version = version + 1
        WHERE operator_id = $1 AND agreement_id IN (
          SELECT agreement_id FROM agreements.agreement a
           WHERE operator_id = $1 AND state = 'signed' AND notified_on IS NULL AND notice_by <= $2::date + $3::int AND ends_on >= $2 AND ${notFollowed('a')}
           ORDER BY agreement_id LIMIT ${renewalBatch} FOR NO KEY UPDATE)
       RETURNING agreement_id, school_id)
     SELECT agreement_id, school_id FROM noted ORDER BY agreement_id`,
    [tx.operatorId, tx.today.toString(), days],
  );
}

/**
 * A batch whose next term has begun and that is not renewed, or these of them, held against every other run. What another holds is
 * waited for: the last transaction of a killed worker may yet be undone.
 */
export async function lockDue(tx: Tx, agreementIds: readonly string[] | null): Promise<string[]> {
  const { values, and } = new Parameters(tx.operatorId, tx.today.toString());
  const rows = await tx.query<{ agreementId: string }>(
    // Found once, before it is locked: a planner that knows nothing of a new operator looked for all of them at each of them.
    `WITH due AS MATERIALIZED (
       SELECT agreement_id FROM (${unrenewed('$2::date')}) old WHERE operator_id = $1 ${and('agreement_id = ANY (?)', agreementIds)})
     SELECT agreement_id FROM agreements.agreement WHERE operator_id = $1 AND agreement_id IN (SELECT agreement_id FROM due)
      ORDER BY ends_on, agreement_id LIMIT ${renewalBatch} FOR NO KEY UPDATE`,
    values,
  );
  return rows.map((row) => row.agreementId);
}

/** Prepared copies for the days of what was signed are no longer needed; a renewal takes over the purchase order of its copy. */
export async function supersedeCopies(
  tx: Tx,
  signed: readonly Pick<Agreement, 'agreementId' | 'schoolId' | 'startsOn' | 'endsOn'>[],
): Promise<{ agreementId: string; schoolId: string }[]> {
  return tx.query(
    `WITH superseded AS (
       UPDATE agreements.agreement copy SET state = 'superseded', superseded_by = signed.agreement_id, version = copy.version + 1
         FROM unnest($2::uuid[], $3::uuid[], $4::date[], $5::date[]) AS signed (agreement_id, school_id, starts_on, ends_on)
        WHERE copy.operator_id = $1 AND copy.school_id = signed.school_id AND copy.state = 'awaiting-approval' AND copy.agreement_id <> signed.agreement_id
          AND daterange(copy.starts_on, copy.ends_on, '[]') && daterange(signed.starts_on, signed.ends_on, '[]')
       RETURNING copy.agreement_id, copy.school_id, copy.superseded_by, copy.purchase_order),
     ordered AS (UPDATE agreements.agreement renewed SET purchase_order = superseded.purchase_order FROM superseded
      WHERE renewed.operator_id = $1 AND renewed.agreement_id = superseded.superseded_by AND renewed.renews_id IS NOT NULL
        AND superseded.purchase_order IS NOT NULL)
     SELECT agreement_id, school_id FROM superseded ORDER BY agreement_id`,
    [
      tx.operatorId,
      signed.map((one) => one.agreementId),
      signed.map((one) => one.schoolId),
      signed.map((one) => one.startsOn.toString()),
      signed.map((one) => one.endsOn.toString()),
    ],
  );
}

/** Refuses: `platform.changed-meanwhile`. */
export async function updateAgreement(
  tx: Tx,
  agreement: Agreement,
  changes: Partial<Agreement>,
): Promise<Agreement> {
  const { operatorId, agreementId, version } = agreement;
  await tx.say('agreement', said({ ...agreement, ...changes }));
  const { affected } = await tx.em.update(
    Agreement,
    { operatorId, agreementId, version },
    { ...changes, version: version + 1 },
  );
  if (affected !== 1) throw changedMeanwhile('agreement');
  return { ...agreement, ...changes, version: version + 1 };
}

/** What a party's transaction writes only as the program says: see migrations/0012-notice-once-signed.ts. */
const said = (agreement: Agreement) => [
  agreement.agreementId,
  agreement.schoolId,
  agreement.offerId,
  agreement.price,
  agreement.yearPrice,
  agreement.state,
  agreement.atTermEnd,
  agreement.nextOfferId,
  agreement.noticeBy.toString(),
];
