import { AsyncResource } from 'node:async_hooks';

/** Where the processes of an installation add up what each counted. */
export interface CountStore {
  /** Adds to the counts of a minute; answers what each is then, over all processes. */
  add(minute: number, counts: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

interface Count {
  /** Over all processes, as the store last said. */
  known: number;
  /** Counted here since. */
  pending: number;
}

/**
 * Counts requests of a minute. A request never waits for the store: what was counted here is added to it twice a
 * second, all askers in one statement, and what the others counted comes back. While the store is away each process
 * counts alone. Whoever is over the limit is counted no further, so that a flood costs the store nothing.
 */
export class SharedCounts {
  private minute = 0;
  private counts = new Map<string, Count>();
  private timer?: NodeJS.Timeout;
  /** In nobody's name, though a request sets it going: what it asks of the database and logs is not that request's. */
  private readonly shareForAll = AsyncResource.bind(() => void this.share());

  constructor(
    private readonly store: CountStore,
    /** So many askers are remembered at once, the newest. */
    private readonly remembered: number,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** As @fastify/rate-limit asks a store. */
  incr(
    asker: string,
    done: (error: Error | null, result?: { current: number; ttl: number }) => void,
    _window: number,
    max: number,
  ): void {
    const now = this.now();
    this.turn(Math.floor(now / 60_000));
    const count = this.counts.get(asker) ?? this.remember(asker);
    if (count.known + count.pending <= max) {
      count.pending++;
      this.timer ??= setTimeout(this.shareForAll, 500).unref();
    }
    done(null, { current: count.known + count.pending, ttl: 60_000 - (now % 60_000) });
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.store.close();
  }

  private turn(minute: number): void {
    if (minute === this.minute) return;
    this.minute = minute;
    this.counts = new Map();
  }

  private remember(asker: string): Count {
    if (this.counts.size >= this.remembered) this.counts.delete(this.counts.keys().next().value!);
    const count = { known: 0, pending: 0 };
    this.counts.set(asker, count);
    return count;
  }

  private async share(): Promise<void> {
    const { minute, counts } = this;
    this.timer = undefined;
    const sent = new Map<string, number>();
    for (const [asker, count] of counts) {
      if (!count.pending) continue;
      sent.set(asker, count.pending);
      count.known += count.pending;
      count.pending = 0;
    }
    // The store is away: what was counted here counts here.
    const totals = await this.store.add(minute, sent).catch(() => new Map<string, number>());
    for (const [asker, total] of totals) {
      const count = counts.get(asker);
      if (count) count.known = total;
    }
  }
}
