import { Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const about = `Everything that the pages do, for programs.

- **Keys.** Each belongs to one party and is sent as \`Authorization: Bearer mt_…\`. It may \`read\`, or also \`write\`. It commits no more than the party’s business manager may; what is above that, a person approves on the pages.
- **Amounts** are \`{ "value": 425000, "unit": "GBP" }\`: integers of minor units (pence; hundredths of a credit or day; whole places; of another unit as \`/operator/vocabularies\` says).
- **Dates** are \`YYYY-MM-DD\`, instants ISO 8601 in UTC.
- **Lists** come in pages: \`limit\`, and \`cursor\` as the \`next\` of the page before.
- **Making something** takes an \`Idempotency-Key\`; the same request under the same key makes one thing. Changes accept one.
- **Versions.** What has an \`ETag\` is changed with \`If-Match\`: 428 without it, 412 when someone came before you.
- **Problems** are RFC 9457 \`application/problem+json\`; decide by \`code\`.`;

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** The OpenAPI 3.1 document of the running application. */
@Injectable()
export class ApiDocument {
  private app: NestFastifyApplication | undefined;
  private made: OpenAPIObject | undefined;

  readFrom(app: NestFastifyApplication): void {
    this.app = app;
  }

  /** Made when first asked for, so that a start does not wait for it. */
  get(): OpenAPIObject {
    if (!this.app) throw new Error('configureApi was not called');
    return (this.made ??= complete(SwaggerModule.createDocument(this.app, described())));
  }

  /** The methods that an address takes; none when it is no address of the API. */
  methodsAt(path: string): string[] {
    const found = Object.entries(this.get().paths).filter(([template]) => matches(template, path));
    return found.flatMap(([, item]) =>
      methods.filter((method) => item[method]).map((method) => method.toUpperCase()),
    );
  }
}

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`).test(path);

const described = () =>
  new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Middletier API')
    .setDescription(about)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A key of a party.' }, 'key')
    .build();

/** Only what is under /api/v1; ids in addresses are UUIDs. A route that does not say whose data it shows is refused. */
function complete(document: OpenAPIObject): OpenAPIObject {
  document.paths = Object.fromEntries(
    Object.entries(document.paths).filter(([path]) => path.startsWith('/api/v1/')),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (!operation) continue;
      const visibility = (operation as unknown as Record<string, unknown>)['x-middletier-visibility'];
      if (!operation.operationId || !visibility)
        throw new Error(
          `${method.toUpperCase()} ${path} does not say what it is or whose data it shows: use @Operation`,
        );
      for (const parameter of operation.parameters ?? []) {
        if ('in' in parameter && parameter.in === 'path')
          parameter.schema = { type: 'string', format: 'uuid' };
      }
    }
  }
  return document;
}
