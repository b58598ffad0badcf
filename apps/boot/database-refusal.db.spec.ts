import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { Public } from '#identity';
import { Database, jobActor, newId, type Config } from '#platform';
import { eventually, testConfig } from '#testing';
import { openApi, type ApiScene } from '../../test/api/scene.js';
import { WebErrors } from '../web/layout/errors/web-errors.filter.js';
import { logToFile } from './log.js';
import { serve, type Logging } from './serve.js';

@Module({})
class NoModule {}
/** Lines of JSON in a file, as with `npm start`; logging.ts itself needs what Jest cannot load. */
function logging(config: Config): Logging {
  const logger = logToFile(config, file);
  const write =
    (level: 'error' | 'warn' | 'debug') =>
    (line: unknown): void =>
      logger[level](line);
  const [error, warn, log] = [write('error'), write('warn'), write('debug')];
  const attach: Logging['attach'] = (app) => {
    app.useLogger({ error, warn, log });
    app.flushLogs();
  };
  return { module: { module: NoModule }, attach };
}

const directory = mkdtempSync(join(tmpdir(), 'middletier-no-'));
const file = join(directory, 'middletier.log');
const logs = { LOG_LEVEL: 'warn' } as const;
let api: ApiScene;
let owner: pg.Client;
let key: string;
beforeAll(async () => {
  api = await openApi(logs, (config) => ({ logging: logging(config) }));
  owner = new pg.Client({ connectionString: api.config.DATABASE_URL });
  await owner.connect();
  key = await api.key(api.one, api.schoolIds[0]!);
}, 120_000);
afterAll(async () => {
  await owner?.end();
  await api?.close();
  rmSync(directory, { recursive: true });
});

const details = 'Leila Khan’s class needs a mathematics lead';
const ask = (words = details) =>
  api.call(key, 'POST', '/requests', {
    body: { need: 'leadership', details: words, days: { value: 100, unit: 'DAY' } },
  });
const asked = async () => (await owner.query('SELECT 1 FROM delivery.request')).rowCount;
/** What the API answers while the database is spoilt so, and how many requests it kept. */
async function spoilt(how: string, undo: string) {
  const before = await asked();
  await owner.query(how);
  try {
    const { status, body } = await ask();
    return { status, code: body.code, said: body, kept: (await asked())! - before! };
  } finally {
    await owner.query(undo);
  }
}
const lines = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const logged = ({ requestId }: { requestId: string }) =>
  eventually('the log tells of it', () =>
    Promise.resolve(lines().find((line) => line.requestId === requestId && line.err)),
  );
const constraint = (rule: string) =>
  [
    `ALTER TABLE delivery.request ADD CONSTRAINT request_unforeseen ${rule} NOT VALID`,
    'ALTER TABLE delivery.request DROP CONSTRAINT request_unforeseen',
  ] as const;
const [warn, error] = [40, 50];

test('a rule of the database that no facade speaks for is a no, and an error in the log that names it', async () => {
  const no = await spoilt(...constraint("CHECK (details NOT LIKE '%mathematics%')"));
  expect(no).toMatchObject({ status: 422, code: 'platform.against-a-rule', kept: 0 });
  expect(no.said.detail).toMatch(/^What was sent goes against a rule/);
  const line = await logged(no.said);
  expect(line).toMatchObject({
    level: error,
    method: 'POST',
    path: '/api/v1/requests',
    err: { sqlState: '23514', schema: 'delivery', table: 'request', constraint: 'request_unforeseen' },
  });
});

test('a grant that a migration forgot looks like somebody else’s row, and the log warns of the table', async () => {
  const no = await spoilt(
    'REVOKE INSERT ON delivery.request FROM middletier_party',
    'GRANT INSERT ON delivery.request TO middletier_party',
  );
  expect(no).toMatchObject({ status: 403, code: 'platform.forbidden', kept: 0 });
  expect(await logged(no.said)).toMatchObject({
    level: warn,
    path: '/api/v1/requests',
    err: { sqlState: '42501', denied: expect.stringContaining('table request') },
  });
});

test('and so it does of a policy that says no', async () => {
  const no = await spoilt(
    'CREATE POLICY unforeseen ON delivery.request AS RESTRICTIVE FOR INSERT TO middletier_party WITH CHECK (false)',
    'DROP POLICY unforeseen ON delivery.request',
  );
  expect(no).toMatchObject({ status: 403, code: 'platform.forbidden', kept: 0 });
  expect(await logged(no.said)).toMatchObject({
    level: warn,
    err: { sqlState: '42501', denied: expect.stringContaining('"request"') },
  });
});

test('what refers to something that is gone, or cannot be kept, is a no like any other', async () => {
  const gone = await spoilt(
    ...constraint('FOREIGN KEY (operator_id, request_id) REFERENCES agreements.agreement'),
  );
  expect(gone).toMatchObject({ status: 409, code: 'platform.gone', kept: 0 });
  expect(gone.said.details).toEqual({ constraint: 'request_unforeseen' });
  const bad = await spoilt(...constraint('CHECK (1 / (days - 100) > 0)'));
  expect(bad).toMatchObject({ status: 422, code: 'platform.bad-data', kept: 0 });
  expect((await ask()).status).toBe(201);
});

test('a text of emoji, which the database counts by their parts, is too long before it gets there', async () => {
  const no = await ask('❤️'.repeat(1001));
  expect([no.status, no.body.errors]).toEqual([
    400,
    [{ path: 'details', messages: ['details must have 10 to 2000 characters'] }],
  ]);
  expect((await ask('❤️'.repeat(1000))).status).toBe(201);
});

test('the pages say and log the same', async () => {
  @Public()
  @Controller()
  class Spoiling {
    constructor(private readonly db: Database) {}
    @Get('rule')
    rule() {
      return this.db.tx(jobActor(api.one.operatorId, 'test'), (tx) =>
        tx.query("UPDATE catalogue.offer SET title = 'x'"),
      );
    }
    @Get('privilege')
    privilege() {
      const actor = { ...jobActor(api.one.operatorId, newId()), scope: 'party' } as const;
      return this.db.tx(actor, (tx) => tx.query('UPDATE catalogue.offer SET title = title'));
    }
  }
  @Module({ controllers: [Spoiling] })
  class SpoilingModule {}

  const config = Object.assign(testConfig({ DATABASE_URL: api.config.DATABASE_URL! }), logs);
  const stops: (() => Promise<void>)[] = [];
  const address = await serve(
    config,
    {
      modules: [SpoilingModule],
      logging: logging(config),
      configure: [(app) => void app.useGlobalFilters(new WebErrors())],
    },
    (stop) => stops.push(stop),
  );
  const page = async (path: string) => {
    const shown = (await (await fetch(new URL(path, address))).json()) as {
      options: { status: number };
      model: { reference: string };
    };
    return { status: shown.options.status, line: await logged({ requestId: shown.model.reference }) };
  };
  try {
    expect(await page('rule')).toMatchObject({
      status: 422,
      line: { level: error, path: '/rule', err: { sqlState: '23514', table: 'offer' } },
    });
    expect(await page('privilege')).toMatchObject({
      status: 403,
      line: { level: warn, path: '/privilege', err: { denied: expect.stringContaining('offer') } },
    });
  } finally {
    for (const stop of stops) await stop();
  }
});

test('the log holds nothing that anybody typed', () => {
  expect(lines().length).toBeGreaterThan(3);
  expect(readFileSync(file, 'utf8')).not.toMatch(/Leila|mathematics lead/);
});
