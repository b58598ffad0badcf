import type { Tx } from '#platform';
import type { Draft } from './documents.js';

/** A thing that is to be billed. */
export type Cause = Draft['cause'];

/**
 * What is true and not billed, of all operators: agreements signed whose day to be billed has come, purchases delivered, and
 * courses whose register was taken with places to pay. `today` is the operator's own day, in SQL.
 */
export const unbilled = (today: string): string => `
  SELECT a.operator_id, 'agreement' AS type, a.agreement_id AS id, a.bills_on AS since, a.renewal_batch_id AS batch_id FROM agreements.agreements a
   WHERE a.state = 'signed' AND a.price > 0 AND a.bills_on <= ${today} AND NOT EXISTS (
     SELECT FROM invoicing.document d WHERE d.operator_id = a.operator_id AND d.cause_type = 'agreement' AND d.cause_id = a.agreement_id)
  UNION ALL
  SELECT p.operator_id, 'purchase', p.purchase_id, p.finished_on, NULL FROM agreements.purchases p
   WHERE p.state = 'delivered' AND p.means IN ('money', 'fund') AND NOT EXISTS (
     SELECT FROM invoicing.document d WHERE d.operator_id = p.operator_id AND d.cause_type = 'purchase' AND d.cause_id = p.purchase_id)
  UNION ALL
  SELECT s.operator_id, 'session', s.session_id, s.register_taken_on, NULL FROM delivery.sessions s
   WHERE s.register_taken_on IS NOT NULL AND EXISTS (
     SELECT FROM delivery.places l WHERE l.operator_id = s.operator_id AND l.session_id = s.session_id AND l.means = 'money' AND l.amount > 0
        AND l.state IN ('attended', 'absent') AND NOT EXISTS (
        SELECT FROM invoicing.document d WHERE d.operator_id = l.operator_id AND d.cause_type = 'session' AND d.cause_id = l.session_id AND d.customer_id = l.school_id))`;

/** A batch of the operator's, the oldest first, without those that are not to be tried yet. */
export const dueCauses = (tx: Tx, except: readonly string[], limit: number): Promise<Cause[]> =>
  tx.query<Cause>(
    `SELECT type, id FROM (${unbilled('$2::date')}) due WHERE operator_id = $1 AND id <> ALL ($3::uuid[]) ORDER BY since, id LIMIT $4`,
    [tx.operatorId, tx.today.toString(), except, limit],
  );
