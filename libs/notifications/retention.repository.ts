import { forgetBySql, longAgo, type Retention } from '#platform';
import { stillDue } from './message.repository.js';

/** That someone was told, and when, is kept; the words are not. */
export const notificationsRetentions: readonly Retention[] = [
  forgetBySql(
    'the words of letters',
    ({ RETAIN_MAIL_DAYS }) => RETAIN_MAIL_DAYS,
    `WITH old AS (SELECT operator_id, message_id FROM notifications.message
         WHERE body <> '' AND written_at < ${longAgo} AND NOT (${stillDue}) LIMIT $2 FOR UPDATE SKIP LOCKED),
       gone AS (UPDATE notifications.message m SET body = '' FROM old WHERE m.operator_id = old.operator_id AND m.message_id = old.message_id)
     SELECT count(*)::int AS forgotten FROM old`,
  ),
];
