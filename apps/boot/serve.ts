import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger as NestLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { newId, PlatformModule, type Config } from '#platform';
import { HealthModule } from './health.module.js';
import { logging } from './logging.js';
import type { OnStop } from './main.js';

@Module({})
class Installation {}

interface Parts {
  modules: (Type | DynamicModule)[];
  logger: Logger;
  /** What a face adds to the application before it listens: hooks, static files, its error pages. */
  configure?: ((app: NestFastifyApplication, config: Config) => Promise<void> | void)[];
}

/** Makes one Nest application of the given parts, with health checks, and listens; answers its address. */
export async function serve(
  config: Config,
  { modules, logger, configure = [] }: Parts,
  onStop: OnStop,
): Promise<string> {
  const app = await NestFactory.create<NestFastifyApplication>(
    {
      module: Installation,
      imports: [PlatformModule.with(config), logging(logger), HealthModule, ...modules],
    },
    new FastifyAdapter({ bodyLimit: config.BODY_LIMIT_BYTES, genReqId: () => newId() }),
    { bufferLogs: true, abortOnError: false },
  );
  onStop(() => app.close());
  app.useLogger(app.get(NestLogger));
  for (const add of configure) await add(app, config);
  await app.listen(config.PORT, config.HOST);
  const { port } = app.getHttpServer().address() as { port: number };
  return (
    config.PUBLIC_URL ??
    `http://${config.HOST === '127.0.0.1' || config.HOST === '0.0.0.0' ? 'localhost' : config.HOST}:${port}`
  );
}
