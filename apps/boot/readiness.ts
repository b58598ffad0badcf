import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Module, type BeforeApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { Config, Database } from '#platform';

/** What must answer for this process to do its work. Says no from the moment the process is asked to stop. */
@Injectable()
export class Readiness implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly needed = new Map<string, () => Promise<unknown>>();
  private askedAt = 0;
  private asked?: Promise<ReadonlyMap<string, boolean>>;
  stopping = false;

  constructor(
    private readonly config: Config,
    db: Database,
  ) {
    this.needs('database', () => db.systemTx('readiness', (tx) => tx.query('SELECT 1')));
  }

  needs(name: string, answers: () => Promise<unknown>): void {
    this.needed.set(name, answers);
  }

  /** Whether each answers within READY_WAIT_MS. Asked by anybody, however often, each is asked once a second. */
  answers(): Promise<ReadonlyMap<string, boolean>> {
    if (this.asked && performance.now() - this.askedAt < 1000) return this.asked;
    this.askedAt = performance.now();
    return (this.asked = this.ask());
  }

  private async ask(): Promise<ReadonlyMap<string, boolean>> {
    const patience = sleep(this.config.READY_WAIT_MS, false, { ref: false });
    const each = [...this.needed].map(async ([name, answers]): Promise<[string, boolean]> => {
      const answered = answers().then(
        () => true,
        () => false,
      );
      return [name, await Promise.race([answered, patience])];
    });
    return new Map(await Promise.all(each));
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Not ready, and still answering, until every balancer has noticed. */
  async beforeApplicationShutdown(): Promise<void> {
    await sleep(this.config.DRAIN_MS);
  }
}

@Module({ providers: [Readiness], exports: [Readiness] })
export class ReadinessModule {}
