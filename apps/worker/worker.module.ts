import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type Type,
} from '@nestjs/common';
import { eventTypes, jobTypes, type Processor } from '#platform';
import { Readiness, ReadinessModule } from '../boot/readiness.js';
import { handlersByName } from './handlers.js';
import { JobQueue } from './job-queue.js';
import { OutboxRelay } from './outbox-relay.js';
import { Reconciler } from './reconciler.js';
import { Runner } from './runner.js';

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
    private readonly readiness: Readiness,
    private readonly jobs: JobQueue,
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
        JobQueue,
        OutboxRelay,
        Reconciler,
        Runner,
        ...processors,
        { provide: Processors, useFactory: (...made: Processor[]) => made, inject: processors },
      ],
      exports: [Reconciler],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    const types = jobTypes();
    const handlers = handlersByName(
      types,
      this.processors.flatMap((processor) => processor.handlers),
      eventTypes(),
    );
    const queue = await this.jobs.open(types);
    await this.runner.start(handlers);
    this.relay.start(queue, types);
    this.reconciler.start(queue, types);
    this.readiness.needs('queue', () => queue.isPaused());
  }

  /** Before the database closes: no new jobs, and those in hand are finished. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.reconciler.stop(), this.relay.stop(), this.runner.stop()]);
    await this.jobs.close();
  }
}
