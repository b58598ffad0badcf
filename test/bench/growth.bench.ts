import pg from 'pg';
import { newId, Temporal, type Config } from '#platform';
import { offerId } from '#blueprints';
import { generateRegister, Register } from '#directory';
import { Idempotency } from '#identity';
import { eventually } from '#testing';
import { actingFor, advance, createOperator, openScene, type Scene } from '../scenarios/scene.js';
import { sized, type Measure } from './measure.js';
import type { Stage } from './stage.js';

const sample = sized(120, 8);
const atSchools = 25_000;
/** What a school does in a year, besides its agreement, its renewal and their documents and letters. */
const year = { visits: sized(4), places: sized(2), signIns: 120, requestsOfPrograms: sized(40) };

/** What is forgotten after a time, so that it grows no longer than that; see apps/worker/retention.processor.ts. */
const forgotten: Readonly<Record<string, (config: Config) => number>> = {
  'platform.outbox': (config) => config.RETAIN_MESSAGES_DAYS,
  'platform.processed_message': (config) => config.RETAIN_MESSAGES_DAYS,
  'platform.failure': (config) => config.RETAIN_FAILURES_DAYS,
  'identity.asked_once': (config) => config.RETAIN_KEYS_DAYS,
  'auth.session': (config) => config.RETAIN_SESSIONS_DAYS,
  'auth.verification': (config) => config.RETAIN_SESSIONS_DAYS,
};

interface Size {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Plays a year of some schools through the facades, with the worker at work, and reads from PostgreSQL how much each table
 * grew; a year at 25,000 schools is so many times that.
 */
export async function bench(stage: Stage): Promise<Measure[]> {
  const config = await stage.database('growth', { RELAY_INTERVAL_MS: '20' });
  const owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  try {
    // What is read is how much was written, and not how quickly.
    await owner.query('ALTER DATABASE growth SET synchronous_commit = off');
    const scene = await openScene(config);
    try {
      return [report(config, await playAYear(scene, owner))];
    } finally {
      await scene.close();
    }
  } finally {
    await owner.end();
  }
}

async function playAYear(scene: Scene, owner: pg.Client) {
  const { db } = scene;
  const { register } = generateRegister({
    seed: 4,
    authorities: [{ code: '919', name: 'Hertfordshire', schools: sample }],
  });
  await db.systemTx('a bench imports a register', (tx) => new Register().import(tx, register));
  const created = await createOperator(scene, 'herts-for-learning', '2026-04-01T08:00:00Z');
  const { operatorId, staff, hostId } = created;
  const schools = created.schools.filter((school) => school.fundingStatus === 'maintained' && school.roll);
  const people: string[] = [];
  await db.tx(staff, async (tx) => {
    for (const [index, { organisationId }] of schools.entries()) {
      for (const role of ['headteacher', 'business-manager'] as const) {
        const person = { name: `Someone ${index}`, email: `${role}.${index}@example.org` };
        const personId = await scene.people.add(tx, person);
        await scene.people.appoint(tx, { personId, organisationId, role });
        people.push(personId);
      }
    }
  });
  const before = await sizes(owner);
  const head = (schoolId: string) => actingFor(operatorId, schoolId, 'headteacher');
  const provider = actingFor(operatorId, hostId, 'manager');
  for (const { organisationId: schoolId } of schools) {
    await db.tx(head(schoolId), (tx) =>
      scene.agreements.prepare(tx, {
        agreementId: newId(),
        schoolId,
        offerId: offerId(operatorId, 'hip'),
      }),
    );
  }
  const sessionId = newId();
  await db.tx(actingFor(operatorId, hostId, 'manager'), (tx) =>
    scene.courses.schedule(tx, {
      sessionId,
      offerId: offerId(operatorId, 'new-headteachers'),
      on: Temporal.PlainDate.from('2026-06-16'),
      startsAt: '09:00',
      venue: 'Hall',
      capacity: schools.length * year.places,
    }),
  );
  const visits: string[] = [];
  for (const [index, { organisationId: schoolId }] of schools.entries()) {
    for (let n = 0; n < year.places; n++) {
      await db.tx(head(schoolId), (tx) =>
        scene.courses.book(tx, {
          placeId: newId(),
          sessionId,
          schoolId,
          attendee: `Ann Lee ${n}`,
          means: 'money',
        }),
      );
    }
    const link = (await db.tx(head(schoolId), (tx) => scene.practitioners.linkOf(tx, schoolId)))!;
    const days = await db.tx(head(schoolId), (tx) =>
      scene.visits.days(tx, {
        schoolId,
        practitionerId: link.practitionerId,
        from: Temporal.PlainDate.from('2026-04-13'),
        to: Temporal.PlainDate.from('2027-03-20'),
      }),
    );
    for (const { on } of days.filter(({ free }) => free >= 50n).slice(0, year.visits)) {
      const visitId = newId();
      await db.tx(head(schoolId), (tx) =>
        scene.visits.book(tx, {
          visitId,
          schoolId,
          practitionerId: link.practitionerId,
          on,
          portion: 50n,
          purpose: 'Review of progress',
        }),
      );
      visits.push(visitId);
    }
    await owner.query(
      `INSERT INTO auth.session (id, "userId", token, "ipAddress", "userAgent", "createdAt", "updatedAt", "expiresAt")
       SELECT gen_random_uuid(), $1, md5(random()::text), '192.0.2.1', repeat('x', 110), clock_timestamp(), clock_timestamp(), clock_timestamp() FROM generate_series(1, $2)`,
      [people[index * 2], year.signIns],
    );
    await db.tx(head(schoolId), async (tx) => {
      for (let n = 0; n < year.requestsOfPrograms; n++)
        await new Idempotency().first(tx, newId(), 'visits.book', { n });
    });
  }
  await advance(scene, created, '2027-03-21T09:00:00Z');
  for (const visitId of visits)
    await db.tx(provider, (tx) =>
      scene.visits.report(tx, visitId, `Report. ${'What we saw and agreed. '.repeat(60)}`),
    );
  const places = await db.tx(provider, (tx) => scene.courses.places(tx, { sessionId }));
  await db.tx(provider, (tx) =>
    scene.courses.takeRegister(
      tx,
      sessionId,
      places.map((place) => place.placeId),
    ),
  );
  await advance(scene, created, '2027-04-01T09:00:00Z');
  await eventually('everyone has acted on every message', async () => {
    const { rows } = await owner.query(
      `SELECT (SELECT count(*) FROM platform.outbox WHERE enqueued_at IS NULL) + (SELECT count(*) FROM agreements.agreement WHERE renews_id IS NULL AND ends_on < '2027-04-01'
          AND NOT EXISTS (SELECT FROM agreements.agreement next WHERE next.renews_id = agreement.agreement_id))
          + (SELECT count(*) FROM notifications.message WHERE unsent_because IS NULL) AS waiting`,
    );
    return Number(rows[0].waiting) === 0;
  });
  return { before, after: await sizes(owner), played: schools.length };
}

/** Rows ever added, forgotten ones too, and the space they took. The queue's own tables are left out: it trims them itself. */
async function sizes(owner: pg.Client): Promise<Map<string, Size>> {
  await owner.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await owner.query<{ name: string; rows: string; bytes: string }>(
    `SELECT relid::regclass::text AS name, n_tup_ins AS rows, pg_total_relation_size(relid) AS bytes FROM pg_stat_user_tables
      WHERE schemaname NOT IN ('public', 'bullmq') ORDER BY 1`,
  );
  return new Map(rows.map(({ name, rows, bytes }) => [name, { rows: Number(rows), bytes: Number(bytes) }]));
}

function report(config: Config, { before, after, played }: Awaited<ReturnType<typeof playAYear>>): Measure {
  const times = atSchools / played;
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  const grown = [...after]
    .map(([name, size]) => {
      const was = before.get(name) ?? { rows: 0, bytes: 0 };
      const bytes = (size.bytes - was.bytes) * times;
      const days = forgotten[name]?.(config);
      return {
        name,
        rows: Math.round((size.rows - was.rows) * times),
        bytes,
        days,
        kept: days === undefined ? bytes : (bytes * Math.min(days, 365)) / 365,
      };
    })
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes);
  console.table(
    Object.fromEntries(
      grown.map(({ name, rows, bytes, days, kept }) => [
        name,
        {
          'rows a year': rows,
          'MB a year': megabytes(bytes),
          'forgotten after': days === undefined ? 'never' : `${days} days`,
          'MB kept of a year': megabytes(kept),
        },
      ]),
    ),
  );
  const total = (of: (one: (typeof grown)[number]) => number) =>
    megabytes(grown.reduce((sum, one) => sum + of(one), 0));
  return {
    work: `growth of a year at ${atSchools.toLocaleString('en-GB')} schools`,
    floor: 'nothing forgotten',
    ratio: total(({ kept }) => kept) / total(({ bytes }) => bytes),
    owed: 'printed',
    met: true,
    detail: `${total(({ kept }) => kept)} MB kept of ${total(({ bytes }) => bytes)} MB written, from a measured year of ${played} schools`,
  };
}
