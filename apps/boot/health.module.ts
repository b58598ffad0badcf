import { Controller, Get, Module } from '@nestjs/common';
import { Public } from '#identity';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { Readiness, ReadinessModule } from './readiness.js';

@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly readiness: Readiness,
  ) {}

  /** The process runs; if not, start it again. */
  @Get('live')
  @HealthCheck()
  live() {
    return this.health.check([]);
  }

  /** The process can do its work: what it needs answers and nobody asked it to stop. */
  @Get('ready')
  @HealthCheck()
  async ready() {
    const answers = await this.readiness.answers();
    return this.health.check([
      ...[...answers].map(([name, well]) => () => {
        const check = this.indicator.check(name);
        return well ? check.up() : check.down({ reason: `The ${name} does not answer` });
      }),
      () => {
        const check = this.indicator.check('running');
        return this.readiness.stopping ? check.down({ reason: 'Stopping' }) : check.up();
      },
    ]);
  }
}

@Module({ imports: [TerminusModule, ReadinessModule], controllers: [HealthController] })
export class HealthModule {}
