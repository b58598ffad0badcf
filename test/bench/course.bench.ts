import pg from 'pg';
import { newId, Temporal, type Config } from '#platform';
import { offerId } from '#blueprints';
import { generateRegister, Register } from '#directory';
import { actingFor, createOperator, openFacades } from '../scenarios/scene.js';
import { sized, type Measure } from './measure.js';
import type { Stage } from './stage.js';

const [places, buyers, connections] = [sized(100), sized(500), 20];

/**
 * A course with 100 places wanted by 500 schools at the same moment, each through the facade and its own transaction. The
 * floor sells the same places by hand-written SQL under the same load: a counter that is locked, decremented while
 * above nought, and a row for the place.
 */
export async function bench(stage: Stage): Promise<Measure[]> {
  const config = await stage.database('course', { DATABASE_POOL: String(connections) });
  const floor = await byHand(config.DATABASE_URL!);
  const ours = await throughTheFacade(config);
  return [
    {
      work: `${places} places sold to ${buyers} buyers at once`,
      floor: 'a locked counter and a row, in SQL',
      ratio: ours.rate / floor.rate,
      owed: `exactly ${places} sold`,
      met: ours.sold === places && floor.sold === places,
      detail: `${ours.sold} sold at ${ours.rate.toFixed(0)} places a second, for ${floor.sold} at ${floor.rate.toFixed(0)}; a place of ours is also priced, held, posted and audited`,
    },
  ];
}

async function throughTheFacade(config: Config): Promise<{ sold: number; rate: number }> {
  const facades = await openFacades(config);
  try {
    const { db, courses } = facades;
    const { register } = generateRegister({
      seed: 2,
      authorities: [{ code: '919', name: 'Hertfordshire', schools: buyers + 19 }],
    });
    await db.systemTx('a bench imports a register', (tx) => new Register().import(tx, register));
    const { operatorId, hostId, schools } = await createOperator(
      facades,
      'herts-for-learning',
      '2026-04-01T08:00:00Z',
    );
    const sessionId = newId();
    await db.tx(actingFor(operatorId, hostId, 'manager'), (tx) =>
      courses.schedule(tx, {
        sessionId,
        offerId: offerId(operatorId, 'new-headteachers'),
        on: Temporal.PlainDate.from('2026-06-16'),
        startsAt: '09:00',
        venue: 'Hall',
        capacity: places,
      }),
    );
    const buy = (schoolId: string) =>
      db.tx(actingFor(operatorId, schoolId, 'headteacher'), (tx) =>
        courses.book(tx, {
          placeId: newId(),
          sessionId,
          schoolId,
          attendee: `Ann ${newId()}`,
          means: 'money',
        }),
      );
    return await sell(
      schools.slice(0, buyers).map(
        ({ organisationId }) =>
          () =>
            buy(organisationId),
      ),
    );
  } finally {
    await facades.close();
  }
}

async function byHand(url: string): Promise<{ sold: number; rate: number }> {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  try {
    await pool.query(
      `CREATE TABLE course (places_left integer NOT NULL); INSERT INTO course VALUES (${places}); CREATE TABLE taken (buyer integer PRIMARY KEY, at timestamptz NOT NULL)`,
    );
    return await sell(
      Array.from({ length: buyers }, (_, buyer) => async () => {
        const client = await pool.connect();
        try {
          await client.query('BEGIN');
          const { rowCount } = await client.query(
            'UPDATE course SET places_left = places_left - 1 WHERE places_left > 0',
          );
          if (rowCount) await client.query('INSERT INTO taken VALUES ($1, clock_timestamp())', [buyer]);
          await client.query('COMMIT');
          if (!rowCount) throw new Error('full');
        } finally {
          client.release();
        }
      }),
    );
  } finally {
    await pool.end();
  }
}

async function sell(attempts: (() => Promise<void>)[]): Promise<{ sold: number; rate: number }> {
  const started = performance.now();
  const results = await Promise.allSettled(attempts.map((attempt) => attempt()));
  const sold = results.filter((result) => result.status === 'fulfilled').length;
  return { sold, rate: sold / ((performance.now() - started) / 1000) };
}
