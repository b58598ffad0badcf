import { checkBySql, due, mine, type Check } from '#platform';
import { settings } from '#operating-model';
import { lapsed } from './approvals.queries.js';
import { LapseWaiting, RenewalsDue } from './jobs.js';
import { notFollowed, unrenewed } from './renewals.queries.js';

const backDays = (operator: string) =>
  `coalesce(operating_model.chosen(${operator}, 'agreements.start_back_days', ${due.today(operator)})::int, ${settings.shape.agreements.shape.start_back_days.parse(undefined)})`;

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
      WHERE ${mine('a')} AND a.state = 'signed' AND a.notified_on IS NULL AND a.ends_on >= ${due.today('a.operator_id')} AND ${notFollowed('a')}
        AND a.notice_by <= ${due.today('a.operator_id')} + operating_model.chosen(a.operator_id, 'agreements.reminder_days', ${due.today('a.operator_id')})::int
        AND ${due.forgotten('a.operator_id', RenewalsDue.name, ['a.agreement_id'])}
      ORDER BY a.operator_id, a.notice_by, a.agreement_id`,
  ),
  checkBySql(
    'nothing waits for approval that nobody can approve any more, or there is a reason why',
    `SELECT format('Operator %s: agreement %s waits for approval, and nobody can approve it any more.', w.operator_id, w.agreement_id) AS finding
       FROM (${lapsed(due.today('w.operator_id'), backDays('w.operator_id'))}) w
      WHERE ${mine('w')} AND ${due.forgotten('w.operator_id', LapseWaiting.name, ['w.agreement_id'])}
      ORDER BY w.operator_id, w.prepared_at, w.agreement_id`,
  ),
];
