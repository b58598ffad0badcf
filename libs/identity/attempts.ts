import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type pg from 'pg';
import { Refusal, type Config } from '#platform';

type What = 'sign-in' | 'reset';

/**
 * Counts attempts at an account, known or not alike, in PostgreSQL for all processes together. After a few, each next
 * one has to wait longer; one that comes too early is refused unseen. Each address is counted for itself, and all
 * addresses together more generously. An address from which the account was signed in to, or its password set by the mailed
 * link, is not kept waiting for what others do: nobody can lock anybody out. The table has neither accounts nor
 * addresses, only a keyed hash of both. Attempts are the wall clock's, also in a rehearsal.
 */
export class Attempts {
  constructor(
    private readonly config: Config,
    private readonly pool: pg.Pool,
  ) {}

  /**
   * Answers what to call when it was them. Refuses: `identity.too-many-attempts`, with one sentence whether or not there is
   * such an account.
   */
  async atSignIn(account: string, address: string): Promise<() => Promise<void>> {
    const { SIGN_IN_TRIES, SIGN_IN_TRIES_ANYWHERE } = this.config;
    const everywhere = this.key('sign-in', account);
    const { trusted } = await this.take(this.key('sign-in', account, address), SIGN_IN_TRIES);
    if (trusted) return () => this.trust(account, address);
    await this.take(everywhere, SIGN_IN_TRIES_ANYWHERE);
    return async () => {
      await this.trust(account, address);
      await this.pool.query('UPDATE auth.attempt SET count = greatest(0, count - 1) WHERE key = $1', [
        everywhere,
      ]);
    };
  }

  /** Whoever asks, the mail with the link goes to the account's own address. Refuses: `identity.too-many-attempts`. */
  async atReset(account: string): Promise<void> {
    await this.take(this.key('reset', account), this.config.RESET_TRIES);
  }

  /** It was them: the count begins anew, and what others do elsewhere no longer concerns this address. */
  async trust(account: string, address: string): Promise<void> {
    await this.pool.query(
      `INSERT INTO auth.attempt (key, count, last_at, free_at, trusted) VALUES ($1, 0, clock_timestamp(), clock_timestamp(), true)
       ON CONFLICT (key) DO UPDATE SET count = 0, last_at = excluded.last_at, free_at = excluded.free_at, trusted = true`,
      [this.key('sign-in', account, address)],
    );
  }

  /** Counted before it is tried, so that many at once are as many. A day without an attempt forgets the count. */
  private async take(key: Buffer, allowance: number): Promise<{ trusted: boolean }> {
    const { rows } = await this.pool.query<{ trusted: boolean }>(
      `INSERT INTO auth.attempt AS a (key, count, last_at, free_at) VALUES ($1, 1, clock_timestamp(), clock_timestamp())
       ON CONFLICT (key) DO UPDATE SET last_at = clock_timestamp(),
         count = CASE WHEN a.last_at < clock_timestamp() - interval '1 day' THEN 1 ELSE a.count + 1 END,
         free_at = clock_timestamp() + interval '1 second' * CASE WHEN a.last_at < clock_timestamp() - interval '1 day' THEN 0
           ELSE least($3::float, power(2, least(20, greatest(0, a.count + 1 - $2::int))) - 1) END
       WHERE a.free_at <= clock_timestamp() RETURNING trusted`,
      [key, allowance, this.config.TRIES_WAIT_SECONDS],
    );
    if (!rows[0]) throw tooManyAttempts();
    return rows[0];
  }

  private key(what: What, account: string, address = ''): Buffer {
    const text = [what, account.trim().toLowerCase(), network(address)].join('\n');
    return createHmac('sha256', this.config.SECRET).update(text).digest();
  }
}

/** Of IPv6 the first half, which one customer has to himself. */
function network(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head, tail] = address
    .toLowerCase()
    .split('::')
    .map((part) => part.split(':').filter(Boolean));
  const missing = tail ? 8 - head!.length - tail.length : 0;
  return [...head!, ...Array<string>(missing).fill('0'), ...(tail ?? [])].slice(0, 4).join(':');
}

export const tooManyAttempts = (): Refusal =>
  new Refusal(
    'identity.too-many-attempts',
    'There have been too many attempts. Wait a minute and try again. You can always set a new password by mail.',
    'too-many',
  );
