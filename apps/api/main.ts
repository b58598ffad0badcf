import 'reflect-metadata';
import { readConfig } from '#platform';
import { toOutput } from '../boot/logging.js';
import { main } from '../boot/main.js';
import { serve } from '../boot/serve.js';
import { ApiModule, configureApi, configureApiAlone } from './api.module.js';

await main(async (onStop) => {
  const config = readConfig(process.env);
  await serve(
    config,
    { modules: [ApiModule], configure: [configureApi, configureApiAlone], logging: toOutput(config) },
    onStop,
  );
});
