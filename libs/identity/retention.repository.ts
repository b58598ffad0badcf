import { forgetBySql, longAgo, type Retention } from '#platform';

const ended = (name: string, table: string, old: string): Retention =>
  forgetBySql(
    name,
    ({ RETAIN_SESSIONS_DAYS }) => RETAIN_SESSIONS_DAYS,
    `WITH old AS (SELECT id FROM ${table} WHERE ${old} LIMIT $2 FOR UPDATE SKIP LOCKED),
       gone AS (DELETE FROM ${table} t USING old WHERE t.id = old.id)
     SELECT count(*)::int AS forgotten FROM old`,
  );

/** What of sign-in and of programs' keys is of no use after some days. */
export const identityRetentions: readonly Retention[] = [
  ended('sessions that ended', 'auth.session', `"expiresAt" < ${longAgo}`),
  ended('links and codes that work no more', 'auth.verification', `"expiresAt" < ${longAgo}`),
  ended(
    'counts of attempts to sign in',
    'auth.rate_limit',
    `"lastRequest" < extract(epoch FROM ${longAgo}) * 1000`,
  ),
  // A count is over after a day; only whom an address belongs to is worth keeping. Anybody makes up accounts.
  forgetBySql(
    'attempts to sign in to an account',
    ({ RETAIN_SESSIONS_DAYS }) => RETAIN_SESSIONS_DAYS,
    `WITH gone AS (DELETE FROM auth.attempt WHERE key IN (
         SELECT key FROM auth.attempt WHERE free_at < clock_timestamp()
           AND last_at < CASE WHEN trusted THEN ${longAgo} ELSE clock_timestamp() - interval '1 day' END LIMIT $2) RETURNING 1)
     SELECT count(*)::int AS forgotten FROM gone`,
  ),
  forgetBySql(
    'idempotency keys',
    ({ RETAIN_KEYS_DAYS }) => RETAIN_KEYS_DAYS,
    `WITH old AS (SELECT k.operator_id, k.organisation_id, k.idempotency_key FROM identity.asked_once k JOIN platform.operators o USING (operator_id)
         WHERE k.asked_at < coalesce(o.rehearsal_now, clock_timestamp()) - $1 * interval '1 day' LIMIT $2 FOR UPDATE OF k SKIP LOCKED),
       gone AS (DELETE FROM identity.asked_once k USING old
         WHERE k.operator_id = old.operator_id AND k.organisation_id = old.organisation_id AND k.idempotency_key = old.idempotency_key)
     SELECT count(*)::int AS forgotten FROM old`,
  ),
];
