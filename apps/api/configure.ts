import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiProblems } from './kit/api-problems.filter.js';
import { ApiDocument } from './reference/api-document.js';

/** What the API needs before the server listens: its document, read from the code of this very application. */
export function configureApi(app: NestFastifyApplication): void {
  app.get(ApiDocument, { strict: false }).readFrom(app);
}

/** Of a program that is the API alone: what goes wrong before a route is found is a problem too. */
export function configureApiAlone(app: NestFastifyApplication): void {
  app.useGlobalFilters(new ApiProblems());
}
