import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type Type,
} from '@nestjs/common';
import { Config, eventTypes, jobTypes, openQueue, type JobType, type Processor } from '#platform';
import { Readiness, ReadinessModule } from '../boot/readiness.js';
import { handlersByName } from './handlers.js';
import { OutboxRelay } from './outbox-relay.js';
import { Reconciler } from './reconciler.js';
import { Runner } from './runner.js';
import { schedule } from './schedules.js';

/** `processors.ts` of the installation, or a test's own. */
interface Listed {
  readonly modules: Type[];
  readonly processors: Type<Processor>[];
}

const Processors = Symbol('processors');

/** Runs the installation's jobs in this process. Any number of processes may do so. */
@Module({})
export class WorkerModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly config: Config,
    private readonly readiness: Readiness,
    private readonly relay: OutboxRelay,
    private readonly runner: Runner,
    private readonly reconciler: Reconciler,
    @Inject(Processors) private readonly processors: readonly Processor[],
  ) {}

  static with({ modules, processors }: Listed): DynamicModule {
    return {
      module: WorkerModule,
      imports: [ReadinessModule, ...modules],
      providers: [
        OutboxRelay,
        Reconciler,
        Runner,
        ...processors,
        { provide: Processors, useFactory: (...made: Processor[]) => made, inject: processors },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    const types = jobTypes();
    const handlers = handlersByName(
      types,
      this.processors.flatMap((processor) => processor.handlers),
      eventTypes(),
    );
    await this.schedule(types);
    this.runner.start(handlers);
    this.relay.start(types);
    this.reconciler.start(types);
    this.readiness.needs('queue', () => this.relay.queueAnswers());
  }

  /** A queue that does not answer at the start is a mistake to tell; later it is waited for. */
  private async schedule(types: readonly JobType[]): Promise<void> {
    const queue = openQueue(this.config);
    const unreachable = new Promise<never>((_, failed) => queue.on('error', failed));
    try {
      await Promise.race([schedule(queue, types), unreachable]);
    } finally {
      await queue.close();
    }
  }

  /** Before the database closes: no new jobs, and those in hand are finished. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.reconciler.stop();
    await this.relay.stop();
    await this.runner.stop();
  }
}
