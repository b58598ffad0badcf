import {
  Catch,
  Controller,
  Get,
  HttpException,
  Module,
  UseFilters,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '#identity';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { Readiness, ReadinessModule } from './readiness.js';

/** A check answers in JSON what does not, also where everything else that goes wrong is a page. */
@Catch(HttpException)
class Unwell implements ExceptionFilter {
  catch(error: HttpException, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(error.getStatus()).send(error.getResponse());
  }
}

/** Not in the API's reference; asked for a description, the library loads a sixth of all that a program does. */
const undocumented = { swaggerDocumentation: false };

@Public()
@UseFilters(Unwell)
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly readiness: Readiness,
  ) {}

  /** The process runs; if not, start it again. */
  @Get('live')
  @HealthCheck(undocumented)
  live() {
    return this.health.check([]);
  }

  /** The process can do its work: what it needs answers and nobody asked it to stop. */
  @Get('ready')
  @HealthCheck(undocumented)
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
