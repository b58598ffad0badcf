import { Controller, Get, Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { Public } from '#identity';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { Database } from '#platform';

/** Says no from the moment the process is asked to stop, so that a load balancer sends nothing new. */
@Injectable()
export class Stopping implements OnModuleDestroy {
  begun = false;

  onModuleDestroy(): void {
    this.begun = true;
  }
}

@Public()
@Controller('health')
export class HealthController {
  private askedAt = -Infinity;
  private asked = Promise.resolve(false);

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly db: Database,
    private readonly stopping: Stopping,
  ) {}

  /** The process runs; if not, start it again. */
  @Get('live')
  @HealthCheck()
  live() {
    return this.health.check([]);
  }

  /** The process can do its work: the database answers and nobody asked it to stop. */
  @Get('ready')
  @HealthCheck()
  ready() {
    return this.health.check([() => this.database(), () => this.running()]);
  }

  private async database() {
    const check = this.indicator.check('database');
    return (await this.answers()) ? check.up() : check.down({ reason: 'The database does not answer' });
  }

  /** Asked by anybody, however often, the database is asked once a second. */
  private answers(): Promise<boolean> {
    if (performance.now() - this.askedAt < 1000) return this.asked;
    this.askedAt = performance.now();
    return (this.asked = this.db
      .systemTx('readiness', (tx) => tx.query('SELECT 1'))
      .then(
        () => true,
        () => false,
      ));
  }

  private running() {
    const check = this.indicator.check('running');
    return this.stopping.begun ? check.down({ reason: 'Stopping' }) : check.up();
  }
}

@Module({ imports: [TerminusModule], controllers: [HealthController], providers: [Stopping] })
export class HealthModule {}
