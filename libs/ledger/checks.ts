import { due, findingsShown, mine, sealCheck, type Check, type Reads } from '#platform';
import { ExpireLots, LapseHolds } from './jobs.js';

/** One query whose rows are offences; `$1` is the operator, or null for all. */
const bySql = (name: string, sentence: string, sql: string): Check => ({
  name,
  async findings(tx: Reads, operatorId?: string) {
    const rows = await tx.query<Record<string, unknown>>(`${sql} LIMIT ${findingsShown}`, [
      operatorId ?? null,
    ]);
    return rows.map((row) => sentence.replace(/\{(\w+)\}/g, (_, column: string) => String(row[column])));
  },
});

const operatorNow = (operator: string) =>
  `(SELECT coalesce(o.rehearsal_now, clock_timestamp()) FROM platform.operators o WHERE o.operator_id = ${operator})`;

/** What entries say an account holds, beside what its row and stripes say. */
const totals = `
  WITH entries AS (
    SELECT operator_id, account_id, sum(dp) AS dp, sum(cp) AS cp, sum(dh) AS dh, sum(ch) AS ch
    FROM ledger.transfer t CROSS JOIN LATERAL (VALUES
      (t.debit_id, t.posted, 0, t.held, 0), (t.credit_id, 0, t.posted, 0, t.held)) AS leg (account_id, dp, cp, dh, ch)
    WHERE ${mine('t')} GROUP BY operator_id, account_id
  ), stripes AS (
    SELECT operator_id, account_id, sum(debits_posted) AS dp, sum(credits_posted) AS cp, sum(debits_held) AS dh, sum(credits_held) AS ch
    FROM ledger.stripe s WHERE ${mine('s')} GROUP BY operator_id, account_id
  )`;

const seals = sealCheck({
  name: 'every sealed batch of transfers is as it was sealed',
  what: 'transfers',
  batches: 'ledger.batch',
  digest: 'ledger.digest',
});

/** What `npm run verify` and the nightly job prove of the books. */
export const ledgerChecks: readonly Check[] = [
  bySql(
    'sums are zero per operator and unit',
    'Operator {operatorId}: all accounts in {unit} add up to {sum}, not to 0.',
    `SELECT operator_id, unit, sum(posted) AS sum FROM ledger.balance b WHERE ${mine('b')}
     GROUP BY operator_id, unit HAVING sum(posted) <> 0 OR sum(held_in) <> sum(held_out) ORDER BY 1, 2`,
  ),
  bySql(
    'every balance equals its entries',
    'Operator {operatorId}: account {accountId} ({code}) shows {shows}; its entries make {make} (debits, credits, held out, held in).',
    `${totals}
     SELECT a.operator_id, a.account_id, a.code,
       concat_ws(', ', a.debits_posted + coalesce(s.dp, 0), a.credits_posted + coalesce(s.cp, 0), a.debits_held + coalesce(s.dh, 0), a.credits_held + coalesce(s.ch, 0)) AS shows,
       concat_ws(', ', coalesce(e.dp, 0), coalesce(e.cp, 0), coalesce(e.dh, 0), coalesce(e.ch, 0)) AS make
     FROM ledger.account a LEFT JOIN entries e USING (operator_id, account_id) LEFT JOIN stripes s USING (operator_id, account_id)
     WHERE ${mine('a')} AND (a.debits_posted + coalesce(s.dp, 0), a.credits_posted + coalesce(s.cp, 0), a.debits_held + coalesce(s.dh, 0), a.credits_held + coalesce(s.ch, 0))
       <> (coalesce(e.dp, 0), coalesce(e.cp, 0), coalesce(e.dh, 0), coalesce(e.ch, 0)) ORDER BY 1, 2`,
  ),
  bySql(
    'nothing is below its floor or above its ceiling',
    'Operator {operatorId}: account {accountId} ({code}) has {available} available and {coming} with what is held for it, outside its bounds.',
    `SELECT operator_id, account_id, code, posted - held_out AS available, posted + held_in AS coming FROM ledger.balance b
     WHERE ${mine('b')} AND (posted - held_out < floor OR posted + held_in > ceiling) ORDER BY 1, 2`,
  ),
  bySql(
    'every hold equals its transfers',
    'Operator {operatorId}: hold {holdId} shows {remaining} remaining; its transfers make {make}.',
    `SELECT h.operator_id, h.hold_id, h.remaining, h.make FROM (
       SELECT t.operator_id, t.transfer_id AS hold_id, h.remaining, t.held + coalesce((SELECT sum(f.held) FROM ledger.transfer f
         WHERE f.operator_id = t.operator_id AND f.of_id = t.transfer_id), 0) AS make
       FROM ledger.transfer t LEFT JOIN ledger.hold h ON h.operator_id = t.operator_id AND h.hold_id = t.transfer_id
       WHERE t.kind = 'hold' AND ${mine('t')}) h
     WHERE h.remaining IS DISTINCT FROM h.make ORDER BY 1, 2`,
  ),
  bySql(
    'every lot equals its entries, and lots add up to their account',
    'Operator {operatorId}: {what} {id} shows {shows}; {make} was expected.',
    `SELECT * FROM (
       SELECT l.operator_id, 'lot' AS what, l.lot_id AS id, l.credits_posted - l.debits_posted AS shows, coalesce(e.make, 0) AS make FROM ledger.lot l
       LEFT JOIN (SELECT operator_id, lot_id, sum(CASE side WHEN 'credit' THEN posted ELSE -posted END) AS make,
                         sum(held) FILTER (WHERE side = 'debit') AS out, sum(held) FILTER (WHERE side = 'credit') AS coming
                  FROM ledger.lot_entry e WHERE ${mine('e')} GROUP BY 1, 2) e USING (operator_id, lot_id)
       WHERE ${mine('l')} AND (l.credits_posted - l.debits_posted, l.debits_held, l.credits_held) IS DISTINCT FROM (coalesce(e.make, 0), coalesce(e.out, 0), coalesce(e.coming, 0))
       UNION ALL
       SELECT a.operator_id, 'account', a.account_id, a.credits_posted - a.debits_posted, coalesce(l.posted, 0) FROM ledger.account a
       LEFT JOIN (SELECT operator_id, account_id, sum(credits_posted - debits_posted) AS posted, sum(debits_held) AS out, sum(credits_held) AS coming
                  FROM ledger.lot l WHERE ${mine('l')} GROUP BY 1, 2) l USING (operator_id, account_id)
       WHERE a.lots AND ${mine('a')} AND (a.credits_posted - a.debits_posted, a.debits_held, a.credits_held) IS DISTINCT FROM (coalesce(l.posted, 0), coalesce(l.out, 0), coalesce(l.coming, 0))
     ) wrong ORDER BY 1, 2, 3`,
  ),
  bySql(
    'every transfer is between two accounts of its unit',
    'Operator {operatorId}: transfer {transferId} is in {unit}, its accounts are not.',
    `SELECT t.operator_id, t.transfer_id, t.unit FROM ledger.transfer t
     LEFT JOIN ledger.account d ON d.operator_id = t.operator_id AND d.account_id = t.debit_id
     LEFT JOIN ledger.account k ON k.operator_id = t.operator_id AND k.account_id = t.credit_id
     WHERE ${mine('t')} AND (d.unit IS DISTINCT FROM t.unit OR k.unit IS DISTINCT FROM t.unit) ORDER BY 1, 2`,
  ),
  seals,
  bySql(
    'what has expired is taken off, or there is a reason why not',
    'Operator {operatorId}: {what} {id} expired {at} and still counts.',
    `SELECT * FROM (
       SELECT l.operator_id, 'lot' AS what, l.lot_id AS id, l.expires_on::text AS at FROM ledger.lot l
        WHERE ${mine('l')} AND l.available > 0 AND l.expires_on < ${due.today('l.operator_id')} AND ${due.forgotten('l.operator_id', ExpireLots.name, ['l.lot_id'])}
          -- What a hold gave back to it within the hour expires with the next run.
          AND NOT EXISTS (SELECT FROM ledger.lot_entry e JOIN ledger.transfer t USING (operator_id, transfer_id)
            WHERE e.operator_id = l.operator_id AND e.lot_id = l.lot_id AND t.recorded_at > ${operatorNow('l.operator_id')} - interval '1 hour')
       UNION ALL
       SELECT h.operator_id, 'hold', h.hold_id, h.expires_at::text FROM ledger.hold h
        WHERE ${mine('h')} AND h.remaining > 0 AND h.expires_at < ${operatorNow('h.operator_id')} - interval '1 hour' AND ${due.forgotten('h.operator_id', LapseHolds.name, ['h.hold_id'])}
     ) late ORDER BY 1, 2, 3`,
  ),
];
