import { setTimeout as sleep } from 'node:timers/promises';

/** Does something again and again, each time after as many milliseconds as it answered, until it is told to stop. */
export class Repeating {
  private readonly stopping = new AbortController();
  private running?: Promise<void>;

  constructor(private readonly step: () => Promise<number>) {}

  start(firstAfterMs = 0): void {
    this.running = this.run(firstAfterMs);
  }

  /** Finishes what is in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(firstAfterMs: number): Promise<void> {
    const { signal } = this.stopping;
    for (let wait = firstAfterMs; !signal.aborted;) {
      await sleep(wait, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) wait = await this.step();
    }
  }
}
