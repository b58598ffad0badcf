import { forgetBySql, longAgo, type Retention } from './retention.js';

export const platformRetentions: readonly Retention[] = [
  forgetBySql(
    'messages that everyone acted on, and who did',
    ({ RETAIN_MESSAGES_DAYS }) => RETAIN_MESSAGES_DAYS,
    `WITH old AS (SELECT operator_id, message_id FROM platform.outbox WHERE written_at < ${longAgo} AND done_at IS NOT NULL ORDER BY written_at LIMIT $2 FOR UPDATE SKIP LOCKED),
       acted AS (DELETE FROM platform.processed_message p USING old WHERE p.operator_id = old.operator_id AND p.message_id = old.message_id),
       gone AS (DELETE FROM platform.outbox o USING old WHERE o.operator_id = old.operator_id AND o.message_id = old.message_id)
     SELECT count(*)::int AS forgotten FROM old`,
  ),
  forgetBySql(
    'failures that were put right',
    ({ RETAIN_FAILURES_DAYS }) => RETAIN_FAILURES_DAYS,
    `WITH old AS (SELECT operator_id, failure_id FROM platform.failure WHERE solved_at < ${longAgo} LIMIT $2 FOR UPDATE SKIP LOCKED),
       gone AS (DELETE FROM platform.failure f USING old WHERE f.operator_id = old.operator_id AND f.failure_id = old.failure_id)
     SELECT count(*)::int AS forgotten FROM old`,
  ),
];
