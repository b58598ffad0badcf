import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { generateRegister, papersAuthorities, Register } from '#directory';
import { ApiKeys, People, Sessions, SignIn } from '#identity';
import { Database, restore, type Config } from '#platform';
import { postgresVersions, startPostgres, testConfig, testSecret, type OwnServer } from '#testing';
import { explain } from '../../apps/boot/main.js';
import { checks } from '../../apps/terminal/checks.js';
import { aSchoolsYear, kingstonsYear } from '../scenarios/a-schools-year.js';
import { openScene } from '../scenarios/scene.js';
import { middletier } from './middletier.js';
import { whereThereIs } from './there.js';

const signedIn = { email: 'karen@school.example', password: 'correct horse battery' };
const client = { address: '10.0.0.1', requestId: 'test' };

const running: OwnServer[] = [];
afterEach(async () => {
  for (let server = running.pop(); server; server = running.pop()) await server.stop();
});
const newServer = async (version: '15' | '18') => {
  const server = await startPostgres(version);
  running.push(server);
  return server;
};

const superuser = async <Result>(server: OwnServer, work: (client: pg.Client) => Promise<Result>) => {
  const root = new pg.Client({ connectionString: `postgres://postgres@127.0.0.1:${server.port}/middletier` });
  await root.connect();
  return work(root).finally(() => root.end());
};

/** Everything there is, in the eyes of the one role that no policy binds: rows, and what they say; what a table is and who may what. */
const everything = (server: OwnServer) =>
  superuser(server, async (root) => {
    const { rows: tables } = await root.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public', 'bullmq')
         -- Made of SECRET, which is another there.
         AND c.oid <> 'platform.program_key'::regclass ORDER BY 1`,
    );
    const rows: Record<string, unknown> = {};
    for (const { name } of tables) {
      const { rows: found } = await root.query(
        `SELECT count(*)::int AS rows, md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C"), '')) AS said FROM ${name} t`,
      );
      rows[name] = found[0];
    }
    const { rows: things } = await root.query(
      `SELECT c.oid::regclass::text AS thing, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text AS rights, c.relowner::regrole::text AS owner,
         (SELECT array_agg(conname::text || ' ' || pg_get_constraintdef(k.oid) ORDER BY conname) FROM pg_constraint k WHERE k.conrelid = c.oid AND contype <> 'n') AS rules,
         (SELECT array_agg(polname::text || polcmd::text ORDER BY polname) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
         (SELECT array_agg(tgname::text || tgenabled::text ORDER BY tgname) FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT tgisinternal) AS triggers
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'v', 'i') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public', 'bullmq')
       UNION ALL
       SELECT p.oid::regprocedure::text, p.prosecdef, NULL, p.proacl::text, p.proowner::regrole::text, NULL, NULL, NULL
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public', 'bullmq')
       ORDER BY 1`,
    );
    return { rows, things };
  });

/** A year of a school, its people and a key, and a message that everybody still has to act on. */
async function live(config: Config): Promise<string> {
  const scene = await openScene(config);
  try {
    const { register } = generateRegister({ seed: 5, authorities: papersAuthorities });
    await scene.db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
    await aSchoolsYear(scene, kingstonsYear);
    const [operator] = await scene.db.systemTx('test', (tx) => scene.operators.all(tx));
    const staff = {
      operatorId: operator!.operatorId,
      scope: 'operator',
      organisationId: null,
      organisationIds: [],
      personId: null,
      role: 'job',
      requestId: 'test',
    } as const;
    const signIn = new SignIn(config, scene.db, new Sessions());
    const key = await scene.db.tx(staff, async (tx) => {
      const host = await scene.parties.host(tx);
      const personId = await new People().add(tx, { name: 'Karen Shaw', email: signedIn.email });
      await new People().appoint(tx, { personId, organisationId: host.organisationId, role: 'broker' });
      return (
        await new ApiKeys(testConfig()).issue(tx, {
          organisationId: host.organisationId,
          name: 'Finance system',
          scopes: ['read'],
        })
      ).key;
    });
    const [person] = await scene.db.systemTx('test', (tx) =>
      tx.query<{ id: string }>('SELECT id FROM identity.person WHERE email = $1', [signedIn.email]),
    );
    const link = new URL(await signIn.resetLink(person!.id));
    await signIn.resetPassword(link.searchParams.get('token')!, signedIn.password, client);
    await signIn.onApplicationShutdown();
    return key;
  } finally {
    await scene.close();
  }
}

let directory: string;
const file = () => join(directory, 'backup');
/** Of someone in it. */
let key: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'middletier-backup-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Saved on one server, restored on a new one of the same version. */
async function movesToAnotherServer(version: '15' | '18'): Promise<void> {
  const old = await newServer(version);
  const env = { DATABASE_URL: old.url, SECRET: testSecret };
  // A year is lived once; on the other version, what was saved on the first is lived on with.
  if (version === postgresVersions[0]) {
    expect(await middletier(env, 'migrate')).toMatchObject({ code: 0 });
    key = await live(testConfig(env));
  } else {
    await restore(testConfig(env), file());
    rmSync(file());
  }
  expect(await middletier(env, 'backup', file())).toEqual({
    code: 0,
    said: expect.stringMatching(/^Saved [\d,]+ rows of \d+ tables in /),
  });
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  const before = await everything(old);
  expect(
    Object.values(before.rows).filter((one) => (one as { rows: number }).rows > 0).length,
  ).toBeGreaterThan(25);

  // A new server, where no role is, and another secret.
  const fresh = await newServer(version);
  const there = { DATABASE_URL: fresh.url, SECRET: 'the next server’s own: thirty-two and more' };
  expect(await middletier(there, 'restore', file())).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Restored [\d,]+ rows of \d+ tables\./),
  });
  expect(await everything(fresh)).toEqual(before);
  // Not over anything that is there.
  const config = testConfig(there);
  await expect(restore(config, file())).rejects.toThrow(
    /^The database of DATABASE_URL is not empty: it has rows in [^\n]+$/,
  );
  expect((await everything(fresh)).rows).toEqual(before.rows);

  const db = await Database.connect(config);
  const signIn = new SignIn(config, db, new Sessions());
  try {
    for (const { name, findings } of checks)
      expect([name, await db.systemTx(`verify: ${name}`, (tx) => findings(tx))]).toEqual([name, []]);
    expect((await signIn.withPassword(signedIn, client)).cookies).toHaveLength(1);
    expect(await db.systemTx('test', (tx) => new ApiKeys(testConfig()).resolve(tx, key, 'r'))).not.toBeNull();
  } finally {
    await signIn.onApplicationShutdown();
    await db.onApplicationShutdown();
  }
}

for (const version of ['18', '15'] as const)
  whereThereIs(`PostgreSQL ${version}`, postgresVersions.includes(version), () =>
    test('a backup restored on a new server is the same installation: rows, rights, books, and people sign in', () =>
      movesToAnotherServer(version)),
  );

test('what is no whole backup of this version restores nothing and is told in a line; then the whole one does, on a newer server too', async () => {
  const server = await newServer(postgresVersions[0]!);
  const env = { DATABASE_URL: server.url, SECRET: testSecret, INSTALLATION: 'elsewhere' };
  const half = join(directory, 'half');
  writeFileSync(half, readFileSync(file()));
  truncateSync(half, Math.floor(statSync(file()).size / 2));
  const newer = join(directory, 'newer');
  const text = gunzipSync(readFileSync(file())).toString();
  writeFileSync(newer, gzipSync(text.replace('"migrations":["', '"migrations":["Tomorrow2000000000000","')));
  expect(await middletier(env, 'restore', half)).toEqual({
    code: 1,
    said: expect.stringMatching(/^[^\n]+\n$/),
  });
  for (const wrong of [newer, join(directory, 'missing')]) {
    expect(await restore(testConfig(env), wrong).then(() => '', explain)).toMatch(/^[^\n]+$/);
  }
  expect(await middletier(env, 'restore', file())).toMatchObject({ code: 0 });
  expect(await middletier(env, 'verify')).toMatchObject({ code: 0 });
});
