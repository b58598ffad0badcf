import { checkBySql, mine, type Check } from '#platform';
import { SendMail } from './jobs.js';
import { stillDue } from './message.repository.js';

/** What `npm run verify` proves of letters. */
export const notificationsChecks: readonly Check[] = [
  checkBySql(
    'every letter is sent, or there is a reason why not',
    `SELECT format('Operator %s: message %s is written since %s and not sent. Is a worker running?', m.operator_id, m.message_id, m.written_at::timestamptz(0)) AS finding
       FROM notifications.message m
      WHERE ${mine('m')} AND ${stillDue} AND m.unsent_because IS NULL AND m.written_at < clock_timestamp() - interval '1 hour'
        AND NOT EXISTS (SELECT FROM platform.failures f WHERE f.operator_id = m.operator_id AND f.solved_at IS NULL AND f.work = '${SendMail.name}' AND f.subject_id = m.message_id)
      ORDER BY m.operator_id, m.written_at, m.message_id`,
  ),
];
