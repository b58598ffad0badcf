import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type pg from 'pg';
import { Refusal, type Config } from '#platform';
import { giveBackAttempt, takeAttempt, trustFrom } from './auth.repository.js';

/** Where the sign-in library finds a visitor's address. Set from the connection by `SignIn`, never taken from a visitor. */
export const clientAddressHeader = 'x-client-address';

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
      await giveBackAttempt(this.pool, everywhere);
    };
  }

  /** Whoever asks, the mail with the link goes to the account's own address. Refuses: `identity.too-many-attempts`. */
  async atReset(account: string): Promise<void> {
    await this.take(this.key('reset', account), this.config.RESET_TRIES);
  }

  /** It was them: the count begins anew, and what others do elsewhere no longer concerns this address. */
  async trust(account: string, address: string): Promise<void> {
    await trustFrom(this.pool, this.key('sign-in', account, address));
  }

  private async take(key: Buffer, allowance: number): Promise<{ trusted: boolean }> {
    const mostSeconds = this.config.TRIES_WAIT_SECONDS;
    const taken = await takeAttempt(this.pool, key, { allowance, mostSeconds });
    if (!taken) throw tooManyAttempts();
    return taken;
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
