import 'reflect-metadata';
import { readConfig } from '#platform';
import { toOutput } from '../boot/logging.js';
import { main } from '../boot/main.js';
import { serve } from '../boot/serve.js';
import { ApiModule } from './api.module.js';

await main(async (onStop) => {
  const config = readConfig(process.env);
  await serve(config, { modules: [ApiModule], logging: toOutput(config) }, onStop);
});
