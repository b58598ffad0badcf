import { Controller, Get, Module, Param, Post } from '@nestjs/common';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { Public } from '#identity';
import { testConfig } from '#testing';
import { serve } from '../../apps/boot/serve.js';
import { attackRoutes, type Document } from './routes.js';

const agreementId = newId();

/** A route that forgot who asks, one that tells too much, and one that does what it should. */
@Public()
@Controller('api/v1/planted')
class PlantedController {
  @Get('open/:agreementId')
  open(@Param('agreementId') id: string) {
    return { agreementId: id, school: 'Oakfield Primary School' };
  }

  @Get('list')
  list() {
    return [{ agreementId }];
  }

  @Post('end/:agreementId')
  end() {
    return { ended: true };
  }

  @Get('empty')
  empty() {
    return [];
  }
}

@Module({ controllers: [PlantedController] })
class PlantedModule {}

const parameter = { name: 'agreementId', in: 'path', required: true };
const document: Document = {
  paths: {
    '/api/v1/planted/open/{agreementId}': { get: { parameters: [parameter] } },
    '/api/v1/planted/list': { get: {} },
    '/api/v1/planted/end/{agreementId}': { post: { parameters: [parameter] } },
    '/api/v1/planted/empty': { get: {} },
    '/health/live': { get: { security: [] } },
  },
};

let address: string;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  address = await serve(testConfig(), { modules: [PlantedModule] }, (stop) => stops.push(stop));
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

const ids = new Map([['agreement_id', [agreementId]]]);

test('planted routes without protection are found, whoever asks', async () => {
  expect(await attackRoutes({ address, document, ids, key: 'mt_somebody-else' })).toEqual([
    "GET /api/v1/planted/open/{agreementId}: shows a stranger's agreement_id",
    "GET /api/v1/planted/list: shows a stranger's agreement_id",
    "POST /api/v1/planted/end/{agreementId}: does something with a stranger's agreement_id",
  ]);
});

test('a route that answers without a key is found, unless the document says that it is open', async () => {
  const found = await attackRoutes({ address, document, ids });
  expect(found).toHaveLength(4);
  for (const hole of found) expect(hole).toMatch(/answers 20[01] without a key$/);
});
