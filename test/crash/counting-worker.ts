import 'reflect-metadata';
import { main } from '../../apps/boot/main.js';
import { serve } from '../../apps/boot/serve.js';
import { toOutput } from '../../apps/boot/logging.js';
import * as listed from '../../apps/worker/processors.js';
import { WorkerModule } from '../../apps/worker/worker.module.js';
import { readConfig } from '#platform';
import { CountingProcessor } from './counting.js';

/** The worker as it ships, with one processor more of the test's own. */
await main(async (onStop) => {
  const config = readConfig(process.env);
  const processors = [...listed.processors, CountingProcessor];
  await serve(
    config,
    { modules: [WorkerModule.with({ ...listed, processors })], logging: toOutput(config) },
    onStop,
  );
});
