import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { applicationUrl, Database } from '#platform';
import { createDatabase, dropDatabase, testConfig, testSecret } from '#testing';
import { middletier as run } from '../../test/operations/middletier.js';

const other = 'another secret: thirty-two characters or more';
const root = process.env.MIDDLETIER_TEST_ROOT_URL!;
const installation = `own_${process.pid}`;
let url: string;
let directory: string;
beforeAll(async () => {
  url = await createDatabase(root, `middletier_secret_${process.pid}`);
  directory = mkdtempSync(join(tmpdir(), 'middletier-secret-'));
});
afterAll(async () => {
  await dropDatabase(root, url);
  const owner = new pg.Client({ connectionString: root });
  await owner.connect();
  for (const role of ['app', 'system', 'ledger', 'queue', 'backup'])
    await owner.query(`DROP ROLE IF EXISTS ${installation}_${role}`);
  await owner.end();
  rmSync(directory, { recursive: true });
});

const middletier = (env: Record<string, string>, ...words: string[]) =>
  run({ DATABASE_URL: url, DATA_DIRECTORY: directory, ...env }, ...words);
/** Whether the faces, which run with this secret, still get in. */
const live = async (secret: string) => {
  const config = testConfig({ DATABASE_URL: url, SECRET: secret, INSTALLATION: installation });
  const db = await Database.connect(config, { pool: 2 });
  try {
    return await db.systemTx('test', (tx) => tx.query('SELECT count(*) FROM platform.operator'));
  } finally {
    await db.onApplicationShutdown();
  }
};

const asked = async (sql: string): Promise<unknown> => {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const { rows } = await owner.query<{ answer: unknown }>(sql);
  await owner.end();
  return rows[0]!.answer;
};
const programKey = `SELECT encode(inner_key, 'hex') AS answer FROM platform.program_key`;

test('an installation has roles of its own, and no command takes another’s password away', async () => {
  const own = { INSTALLATION: installation, SECRET: testSecret };
  expect(await middletier(own, 'migrate')).toEqual({ code: 0, said: 'The database is up to date.\n' });
  await live(testSecret);
  // Without its secret, none is made up.
  const { SECRET: _, ...forgotten } = own;
  expect(await middletier(forgotten, 'operator', 'list')).toEqual({
    code: 1,
    said: expect.stringContaining('SECRET must be at least 32 characters'),
  });
  expect(existsSync(join(directory, 'secret'))).toBe(false);
  // With a wrong one, it says so in a line and changes nothing.
  for (const words of [['migrate'], ['verify'], ['operator', 'list']]) {
    expect(await middletier({ ...own, SECRET: other }, ...words)).toEqual({
      code: 1,
      said: expect.stringMatching(/^The role own_\d+_app is on this server with another password[^\n]*\n$/),
    });
  }
  await live(testSecret);
  // Under another name it would take the views, and the other's password, from those that run.
  const saved = join(directory, 'saved');
  expect(await middletier(own, 'backup', saved)).toMatchObject({ code: 0 });
  const another = join(directory, 'another');
  for (const words of [['verify'], ['roles', 'reset-password'], ['backup', another], ['restore', saved]]) {
    expect(await middletier({ ...own, INSTALLATION: `${installation}_not` }, ...words)).toEqual({
      code: 1,
      said: `This database belongs to the installation ${installation}: set INSTALLATION=${installation}\n`,
    });
  }
  expect(
    await asked(`SELECT count(*)::int AS answer FROM pg_roles WHERE rolname LIKE '${installation}_not%'`),
  ).toBe(0);
  // Nor where the role's password is told beside it, as behind a pooler: the faces' word would count no more.
  const told = applicationUrl(testConfig({ ...own, DATABASE_URL: url }));
  const key = await asked(programKey);
  expect(await middletier({ ...own, SECRET: other, DATABASE_APP_URL: told }, 'operator', 'list')).toEqual({
    code: 1,
    said: expect.stringMatching(/^The database was made ready with another SECRET[^\n]*\n$/),
  });
  expect(await asked(programKey)).toBe(key);
  // Whoever changed it on purpose says so.
  expect(await middletier({ ...own, SECRET: other }, 'roles', 'reset-password')).toMatchObject({ code: 0 });
  await live(other);
  await expect(live(testSecret)).rejects.toThrow('password authentication failed');
  expect(await middletier({ ...own, SECRET: other }, 'verify')).toMatchObject({ code: 0 });
});

test('an owner who is no superuser is told what one must say once, and no more when it was said', async () => {
  const superuser = new pg.Client({ connectionString: root });
  await superuser.connect();
  const name = `middletier_owned_${process.pid}`;
  const owner = `owner_${process.pid}`;
  await superuser.query(`CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 'owner'`);
  const database = await createDatabase(root, name);
  try {
    await superuser.query(`ALTER DATABASE ${name} OWNER TO ${owner}`);
    const address = new URL(database);
    address.username = owner;
    address.password = 'owner';
    const own = { DATABASE_URL: address.href, INSTALLATION: `owned_${process.pid}`, SECRET: testSecret };
    const { code, said } = await middletier(own, 'migrate');
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^The database is up to date\.\nA superuser has still to say in it, once/),
    });
    const there = new pg.Client({ connectionString: database });
    await there.connect();
    await there.query(/REVOKE .*;/.exec(said)![0]);
    await there.end();
    expect(await middletier(own, 'migrate')).toEqual({ code: 0, said: 'The database is up to date.\n' });
  } finally {
    await dropDatabase(root, database);
    for (const role of ['app', 'system', 'party', 'ledger', 'queue', 'backup'])
      await superuser.query(`DROP ROLE IF EXISTS owned_${process.pid}_${role}`);
    await superuser.query(`DROP ROLE ${owner}`);
    await superuser.end();
  }
});
