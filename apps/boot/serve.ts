import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database, openSettings, PlatformModule, type Config } from '#platform';
import { readBodies } from './bodies.js';
import { HealthModule } from './health.module.js';
import type { OnStop } from './main.js';
import { httpOptions, keepNothing, limitConnections } from './http.js';
import { limitRate } from './rate-limit.js';
import { routesOf, type Route } from './routes.js';
import { traceRequests } from './tracing.js';

@Module({})
class Installation {}

/** Where an application's logs go; see logging.ts. */
export interface Logging {
  readonly module: DynamicModule;
  attach(app: NestFastifyApplication): void;
}

/** What a program is made of. */
export interface Parts {
  modules: (Type | DynamicModule)[];
  /** Silent without. */
  logging?: Logging;
  /** What a face adds to the application before it listens: hooks, static files, its error pages. */
  configure?: ((
    app: NestFastifyApplication,
    config: Config,
    routes: readonly Route[],
  ) => Promise<void> | void)[];
}

/** Whatever does not end in time is ended with the process. */
const within = async (ms: number, stopped: Promise<void>): Promise<void> => {
  const late = sleep(ms, 'late', { ref: false });
  if ((await Promise.race([stopped, late])) === 'late')
    throw new Error(`Not everything stopped within ${ms} ms (STOP_MS); what was unfinished is ended.`);
};

/** Makes one Nest application of the given parts, with health checks, and listens; answers its address. */
export async function serve(config: Config, parts: Parts, onStop: OnStop): Promise<string> {
  const { modules, logging, configure = [] } = parts;
  const imports = [
    PlatformModule.with(config),
    HealthModule,
    ...modules,
    ...(logging ? [logging.module] : []),
  ];
  const routes = routesOf(imports);
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: Installation, imports },
    new FastifyAdapter(httpOptions(config)),
    logging
      ? { bodyParser: false, bufferLogs: true, autoFlushLogs: false, abortOnError: false }
      : { bodyParser: false, logger: false, abortOnError: false },
  );
  onStop(() => within(config.STOP_MS, app.close()));
  logging?.attach(app);
  limitConnections(app, config);
  keepNothing(app);
  await traceRequests(app, config, onStop);
  readBodies(app, config);
  for (const add of configure) await add(app, config, routes);
  // After what a face needs to show a page, which may say that there were too many requests.
  await limitRate(app, config, onStop);
  await app.listen(config.PORT, config.HOST);
  const open = await openSettings(app.get(Database), config);
  if (open) new Logger('Database').warn(`A superuser has still to say in it, once (docs/adr/0018): ${open}`);
  const { port } = app.getHttpServer().address() as { port: number };
  const local = config.HOST === '127.0.0.1' || config.HOST === '0.0.0.0';
  return config.PUBLIC_URL ?? `http://${local ? 'localhost' : config.HOST}:${port}`;
}
