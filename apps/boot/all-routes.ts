import { ApiModule } from '../api/api.module.js';
import { WebModule } from '../web/web.module.js';
import { HealthModule } from './health.module.js';
import { routesOf, type Route } from './routes.js';

/** Every route of the installation, whichever program serves it. */
export const allRoutes = (): Route[] => routesOf([HealthModule, ApiModule, WebModule]);
