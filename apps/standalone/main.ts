import 'reflect-metadata';
import { migrate, readConfig } from '#platform';
import { ApiModule, configureApi } from '../api/api.module.js';
import { toFile } from '../boot/logging.js';
import { main } from '../boot/main.js';
import { serve } from '../boot/serve.js';
import { loadDemonstration } from '../demonstration/load.js';
import { paths } from '../web/paths.js';
import { configureWeb, WebModule } from '../web/web.module.js';
import * as listed from '../worker/processors.js';
import { WorkerModule } from '../worker/worker.module.js';
import { settle } from './settle.js';

/** What `npm start` runs: the database, the three faces and the worker in one process, with nothing else installed. */
await main(async (onStop) => {
  const environment = await settle({ DEMONSTRATION: 'true', DRAIN_MS: '0', ...process.env }, onStop);
  const config = readConfig(environment);
  console.log('Bringing the database up to date …');
  await migrate(config);
  if (config.DEMONSTRATION) {
    await loadDemonstration(config, console.log);
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
