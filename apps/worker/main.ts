import 'reflect-metadata';
import { forLongWork, readConfig } from '#platform';
import { toOutput } from '../boot/logging.js';
import { main } from '../boot/main.js';
import { serve } from '../boot/serve.js';
import * as listed from './processors.js';
import { WorkerModule } from './worker.module.js';

await main(async (onStop) => {
  const config = forLongWork(readConfig(process.env));
  await serve(config, { modules: [WorkerModule.with(listed)], logging: toOutput(config) }, onStop);
});
