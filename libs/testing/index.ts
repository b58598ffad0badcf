import { Logger } from '@nestjs/common';
import { Config, Database, jobActor, newId, Operators, readConfig, Temporal, type Actor } from '#platform';
import { OperatingModel, Vocabularies, type SettingsChanged, type SettingsSaid } from '#operating-model';
import { keptDatabase } from './kept.js';
import { createDatabase, dropDatabase, testSecret } from './server.js';

export { createDatabase, dropDatabase, testSecret } from './server.js';

Logger.overrideLogger(['warn', 'error', 'fatal']);

/** The run's configuration: its database, a silent log, any free port. */
export const testConfig = (overrides: Record<string, string> = {}): Config =>
  readConfig({
    DATABASE_URL: process.env.MIDDLETIER_TEST_DATABASE_URL,
    SECRET: testSecret,
    LOG_LEVEL: 'silent',
    PORT: '0',
    DRAIN_MS: '0',
    // Deadlines, not measures: machines are slow at times.
    DATABASE_WAIT_MS: '60000',
    DATABASE_LOCK_MS: '60000',
    DATABASE_STATEMENT_MS: '120000',
    DATABASE_TRANSACTION_MS: '240000',
    ...overrides,
  });

/** The application's connection to the run's shared database; close it in `afterAll`. */
export const testDatabase = (config = testConfig()): Promise<Database> =>
  Database.connect(config, { pool: 20, name: 'test' });

/** A migrated database for one test that needs the global tables, or the whole of them, to itself. */
export async function ownDatabase(
  like = process.env.MIDDLETIER_TEST_TEMPLATE_URL,
): Promise<{ config: Config; drop: () => Promise<void> }> {
  const root = process.env.MIDDLETIER_TEST_ROOT_URL!;
  const url = await createDatabase(root, `middletier_own_${newId().replaceAll('-', '')}`, like);
  return { config: testConfig({ DATABASE_URL: url }), drop: () => dropDatabase(root, url) };
}

/** The same, as `make` left it when it was first asked for in this run, with what it answered: what JSON can say. */
export async function ownCopy<Made>(name: string, make: (config: Config) => Promise<Made>) {
  const { url, made } = await keptDatabase(name, (DATABASE_URL) => make(testConfig({ DATABASE_URL })));
  return { ...(await ownDatabase(url)), made };
}

/** What a test's operator has chosen, unless the test says otherwise. */
const chosen: SettingsSaid = {
  agreements: {
    year_start: { maintained: '04-01', academy: '09-01' },
    notice_days: 60,
    reminder_days: 20,
  },
  credits: { per_day: { SLE: 3500, LLE: 4500, NLE: 5500 }, earned_months: 18, protected_days: 10 },
  ledger: { giving: 'refused', expired_holds: 'honoured' },
};

const withChoices = (choices: SettingsChanged): SettingsSaid => {
  const groups = Object.entries(choices) as [keyof SettingsSaid, object][];
  return groups.reduce((all, [name, group]) => ({ ...all, [name]: { ...all[name], ...group } }), chosen);
};

/** A rehearsal operator of the test's own (a live one when it has no time of its own), and its staff actor. Each test makes its own, so tests run in parallel. */
export async function testOperator(
  db: Database,
  now: string | null = '2026-09-01T09:00:00Z',
  choices: SettingsChanged = {},
): Promise<{ operatorId: string; staff: Actor }> {
  const operatorId = newId();
  await db.systemTx('a test makes its operator', (tx) =>
    new Operators().create(tx, {
      operatorId,
      slug: `test-${operatorId}`,
      name: 'Test operator',
      blueprint: 'test',
      colour: '#1d70b8',
      rehearsalNow: now === null ? null : Temporal.Instant.from(now),
    }),
  );
  const staff = jobActor(operatorId, 'test');
  await db.tx(staff, async (tx) => {
    await new Vocabularies().begin(tx);
    await new OperatingModel().begin(tx, withChoices(choices));
  });
  return { operatorId, staff };
}

/** Someone acting for one organisation: sees only rows that name it. */
export const partyActor = (
  operatorId: string,
  organisationId: string,
  role: Actor['role'] = 'business-manager',
): Actor => ({
  operatorId,
  scope: 'party',
  organisationId,
  organisationIds: [organisationId],
  personId: null,
  role,
  ...(role === 'key' && { apiKeyId: newId() }),
  requestId: 'test',
});

/** Sets a rehearsal operator's clock. */
export const setClock = (db: Database, staff: Actor, to: string): Promise<void> =>
  db.tx(staff, (tx) => new Operators().advance(tx, Temporal.Instant.from(to)));

/**
 * Waits for a condition, asking again until a deadline; the last error or `what` says why it failed. The longer it has waited
 * the more seldom it asks, and leaves the machine to what it waits for.
 */
export async function eventually<Result>(
  what: string,
  check: () => Promise<Result | undefined | false>,
  seconds = 180,
): Promise<Result> {
  const started = performance.now();
  let last: unknown;
  for (;;) {
    try {
      const result = await check();
      if (result) return result;
    } catch (error) {
      last = error;
    }
    const waited = performance.now() - started;
    if (waited > seconds * 1000) throw new Error(`Not within ${seconds} s: ${what}`, { cause: last });
    await new Promise((wake) => setTimeout(wake, Math.min(500, Math.max(25, waited / 10))));
  }
}
export { npmBinaries, postgresVersions, startPostgres, type OwnServer } from './postgres.js';
export { queueBackends, startRedis, type RedisServer } from './redis.js';
export { sharedData } from './shared-data.js';
