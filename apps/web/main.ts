import 'reflect-metadata';
import { readConfig } from '#platform';
import { toOutput } from '../boot/logging.js';
import { main } from '../boot/main.js';
import { serve } from '../boot/serve.js';
import { configureWeb, WebModule } from './web.module.js';

await main(async (onStop) => {
  const config = readConfig(process.env);
  await serve(config, { modules: [WebModule], configure: [configureWeb], logging: toOutput(config) }, onStop);
});
