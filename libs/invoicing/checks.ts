import { checkBySql, due, mine, type Check } from '#platform';
import { unbilled } from './due.queries.js';
import { BillDue } from './jobs.js';

/** What `npm run verify` proves of invoices and journals. */
export const invoicingChecks: readonly Check[] = [
  checkBySql(
    'every document series has no gap',
    `SELECT format('Operator %s: supplier %s has %s %ss, the last numbered %s, and its counter says %s.', s.operator_id, s.supplier_id, count(d.series), counter.rail,
                   coalesce(max(d.series), 0), counter.last) AS finding
       FROM invoicing.supplier s CROSS JOIN LATERAL (VALUES ('invoice', s.last_invoice), ('journal', s.last_journal)) AS counter (rail, last)
       LEFT JOIN invoicing.document d ON d.operator_id = s.operator_id AND d.supplier_id = s.supplier_id AND d.rail = counter.rail
      WHERE ${mine('s')}
      GROUP BY s.operator_id, s.supplier_id, counter.rail, counter.last
     HAVING count(d.series) <> counter.last OR coalesce(max(d.series), 0) <> counter.last
      ORDER BY s.operator_id, s.supplier_id, counter.rail`,
  ),
  checkBySql(
    'every document is the sum of its lines and stands in the ledger',
    `SELECT format('Operator %s: document %s is %s and %s VAT; its lines make %s, its postings %s.', d.operator_id, d.number, d.net, d.vat, line.net, posted.amount) AS finding
       FROM invoicing.document d
       LEFT JOIN LATERAL (SELECT coalesce(sum(net), 0) AS net FROM invoicing.line l WHERE l.operator_id = d.operator_id AND l.document_id = d.document_id) line ON true
       LEFT JOIN LATERAL (SELECT coalesce(sum(posted), 0) AS amount FROM ledger.transfers t WHERE t.operator_id = d.operator_id AND t.reference_type = 'document'
                             AND t.reference_id = d.document_id::text) posted ON true
      WHERE ${mine('d')} AND (line.net <> d.net OR posted.amount <> d.net + d.vat)
      ORDER BY d.operator_id, d.document_id`,
  ),
  checkBySql(
    'everything signed and due, delivered or attended is billed, or there is a reason why not',
    `SELECT format('Operator %s: %s %s is due to be billed since %s and is not.', u.operator_id, u.type, u.id, u.since) AS finding
       FROM (${unbilled(due.today('a.operator_id'))}) u
      WHERE ${mine('u')} AND ${due.forgotten('u.operator_id', BillDue.name, ['u.id', 'u.batch_id'])}
      ORDER BY u.operator_id, u.since, u.id`,
  ),
];
