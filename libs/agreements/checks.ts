import { checkBySql, due, type Check } from '#platform';
import { RenewalsDue } from './jobs.js';
import { unrenewed } from './renewals.queries.js';

const mine = (table: string) => `($1::uuid IS NULL OR ${table}.operator_id = $1)`;

/** What `npm run verify` proves of agreements. */
export const agreementsChecks: readonly Check[] = [
  checkBySql(
    'every agreement whose term ended is renewed or left, or there is a reason why not',
    `SELECT format('Operator %s: agreement %s ended on %s and is not renewed.', u.operator_id, u.agreement_id, u.ends_on) AS finding
       FROM (${unrenewed(due.today('old.operator_id'))}) u
      WHERE ${mine('u')} AND ${due.forgotten('u.operator_id', RenewalsDue.name, ['u.agreement_id'])}
      ORDER BY u.operator_id, u.ends_on, u.agreement_id`,
  ),
  checkBySql(
    'every school is told that its term ends, or there is a reason why not',
    `SELECT format('Operator %s: the school of agreement %s must give notice by %s and was not told.', a.operator_id, a.agreement_id, a.notice_by) AS finding
       FROM agreements.agreement a
      WHERE ${mine('a')} AND a.state = 'signed' AND a.notified_on IS NULL AND a.ends_on >= ${due.today('a.operator_id')}
        AND a.notice_by <= ${due.today('a.operator_id')} + operating_model.chosen(a.operator_id, 'agreements.reminder_days', ${due.today('a.operator_id')})::int
        AND ${due.forgotten('a.operator_id', RenewalsDue.name, ['a.agreement_id'])}
      ORDER BY a.operator_id, a.notice_by, a.agreement_id`,
  ),
];
