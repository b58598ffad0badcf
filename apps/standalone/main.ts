import 'reflect-metadata';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptSecret, migrate, readConfig, startEmbedded } from '#platform';
import { ApiModule, configureApi } from '../api/api.module.js';
import { toFile } from '../boot/logging.js';
import { loadDemonstration } from '../boot/demonstration.js';
import { main, type OnStop } from '../boot/main.js';
import { serve } from '../boot/serve.js';
import { paths } from '../web/paths.js';
import { configureWeb, WebModule } from '../web/web.module.js';
import * as listed from '../worker/processors.js';
import { WorkerModule } from '../worker/worker.module.js';

/** What `npm start` runs: the database, the three faces and the worker in one process, with nothing else installed. */
await main(async (onStop) => {
  const environment = await settle({ DEMONSTRATION: 'true', DRAIN_MS: '0', ...process.env }, onStop);
  const config = readConfig(environment);
  console.log('Bringing the database up to date …');
  await migrate(config);
  if (config.DEMONSTRATION) {
    writeFileSync(unfinished(config.DATA_DIRECTORY), '');
    await loadDemonstration(config, console.log);
    rmSync(unfinished(config.DATA_DIRECTORY));
  }
  const logging = toFile(config);
  const modules = [ApiModule, WebModule, WorkerModule.with(listed)];
  const address = await serve(config, { modules, configure: [configureApi, configureWeb], logging }, onStop);
  console.log(`\nMiddletier runs at ${address}`);
  if (config.DEMONSTRATION) {
    console.log(
      'Who may sign in: a business manager, head, broker, commissioner … of each operator, listed at',
    );
    console.log(
      `  ${address}${paths.signIn}\nStep in as any of them: no password is asked in a demonstration.`,
    );
  }
  console.log(`Its log is ${logging.file}. Stop it with Ctrl-C.\n`);
});

/** Stands while the demonstration is being made: half of one is of no use to anybody. */
function unfinished(directory: string): string {
  return join(directory, 'demonstration-unfinished');
}

type Environment = Record<string, string | undefined>;

/** Fills in what an installation would be told: a secret of its own, and a PostgreSQL of its own unless one is named. */
async function settle(environment: Environment, onStop: OnStop): Promise<Environment> {
  const directory = environment.DATA_DIRECTORY || '.data';
  mkdirSync(directory, { recursive: true });
  const settled: Environment = {
    ...environment,
    SECRET: environment.SECRET || keptSecret(join(directory, 'secret')),
  };
  const begunAgain = existsSync(unfinished(directory));
  if (settled.DATABASE_URL) {
    if (begunAgain)
      console.log(
        'An earlier start was stopped while it made the demonstration, so some of it may be missing. For all of it, start on an empty database.',
      );
    return settled;
  }
  readConfig(settled);
  if (begunAgain) {
    console.log('An earlier start was stopped while it made the demonstration: making it anew.');
    rmSync(join(directory, 'postgres'), { recursive: true, force: true });
  }
  console.log('Starting PostgreSQL …');
  const server = await startEmbedded(directory);
  onStop(() => server.stop());
  return { ...settled, DATABASE_URL: server.url };
}
