import 'reflect-metadata';
import { readConfig } from '#platform';
import { ApiModule, configureApi } from '../../apps/api/api.module.js';
import { allRoutes } from '../../apps/boot/all-routes.js';
import { main } from '../../apps/boot/main.js';
import type { Route } from '../../apps/boot/routes.js';
import { serve, type Parts } from '../../apps/boot/serve.js';
import { whoMay } from '../../apps/boot/who-may.js';
import { configureWeb, WebModule } from '../../apps/web/web.module.js';
import { countStatements } from './counting.js';

/** What the program says of itself, as one line of JSON, when it listens. */
export interface Said {
  readonly address: string;
  /** What the code declares, and what the server was in fact told to serve. */
  readonly routes: readonly Route[];
  readonly served: readonly string[];
  readonly matrix: string;
}

/** The pages and the API in one process, as they ship together: the one place where a page's session could reach the API. */
await main(async (onStop) => {
  const config = readConfig(process.env);
  const served: string[] = [];
  const watch: NonNullable<Parts['configure']>[number] = (app) =>
    void app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRoute', ({ url }) => void served.push(url));
  const modules = [ApiModule, WebModule];
  const address = await serve(
    config,
    { modules, configure: [countStatements, watch, configureApi, configureWeb] },
    onStop,
  );
  const routes = allRoutes();
  process.stdout.write(`${JSON.stringify({ address, routes, served, matrix: whoMay(routes) })}\n`);
});
