import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId, Temporal, type Config } from '#platform';
import { offerId, readBlueprint, type Created } from '#blueprints';
import { generateRegister, Register } from '#directory';
import { eventually, ownDatabase, queueBackends, startRedis, type RedisServer } from '#testing';
import { openFacades, type Facades } from '../scenarios/scene.js';
import { crashUntilDone } from './crashing.js';

/** More for a deep run: CRASH_AGREEMENTS=2000. */
const agreements = Number(process.env.CRASH_AGREEMENTS ?? 300);

describe.each(queueBackends)(
  'a renewal run over hundreds of agreements, its worker killed at random, on %s',
  (backend) => {
    let redis: RedisServer | undefined;
    let facades: Facades;
    let config: Config;
    let created: Created;
    let drop: () => Promise<void>;

    beforeAll(async () => {
      const own = await ownDatabase();
      redis = backend === 'Redis' ? await startRedis() : undefined;
      config = { ...own.config, REDIS_URL: redis?.url };
      drop = own.drop;
      facades = await openFacades(config);
      const { register } = generateRegister({
        seed: 11,
        authorities: [{ code: '999', name: 'Everyshire', schools: agreements }],
      });
      await facades.db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
      const blueprint = { ...readBlueprint('herts-for-learning'), authorities: ['999'] };
      created = await facades.creation.create(blueprint, {
        slug: `everyshire-${newId()}`,
        rehearsalNow: Temporal.Instant.from('2026-04-01T08:00:00Z'),
      });
      await facades.db.tx(created.staff, (tx) =>
        tx.query(
          `INSERT INTO agreements.agreement (operator_id, agreement_id, school_id, provider_id, offer_id, title, starts_on, ends_on, price, price_because, state, at_term_end,
           notice_by, notified_on, prepared_at, year_price, grants, taxed_as, cfr_code, aar_code, bills_on)
         SELECT $1, gen_random_uuid(), school, $2, $3, 'HIP', '2026-04-01', '2027-03-31', 0, 'Free before the renewal.', 'signed', 'renew', '2027-01-30', '2027-01-01', $4, 100000, '[]', 'consultancy', 'E27', 'BAE230', '2026-03-02'
           FROM unnest($5::uuid[]) school`,
          [
            created.operatorId,
            created.hostId,
            offerId(created.operatorId, 'hip'),
            tx.now.toString(),
            created.schools.map((school) => school.organisationId),
          ],
        ),
      );
    }, 600_000);
    afterAll(async () => {
      await facades.close();
      await drop();
      await redis?.stop();
    });

    test('each is renewed once, granted once, billed once; nothing is lost', async () => {
      const { db, operators } = facades;
      const counts = () =>
        db.tx(created.staff, async (tx) => {
          const [row] = await tx.query<Record<string, number>>(
            `SELECT (SELECT count(*) FROM agreements.agreement WHERE operator_id = $1 AND renews_id IS NOT NULL)::int AS renewed,
                  (SELECT count(DISTINCT renews_id) FROM agreements.agreement WHERE operator_id = $1)::int AS ended,
                  (SELECT count(*) FROM ledger.transfer WHERE operator_id = $1 AND code = 'grant')::int AS granted,
                  (SELECT count(*) FROM invoicing.document WHERE operator_id = $1)::int AS billed,
                  (SELECT coalesce(max(series), 0) FROM invoicing.document WHERE operator_id = $1)::int AS series`,
            [created.operatorId],
          );
          return row!;
        });
      await db.tx(created.staff, (tx) =>
        operators.advance(tx, Temporal.Instant.from('2027-04-01T06:00:00Z')),
      );
      const complete = {
        renewed: agreements,
        ended: agreements,
        granted: agreements * 3,
        billed: agreements,
        series: agreements,
      };
      const killed = await crashUntilDone({
        config,
        within: 1500,
        done: async () => {
          const { renewed, billed } = await counts();
          return renewed === agreements && billed === agreements;
        },
        then: async () => {
          expect(await counts()).toEqual(complete);
          // Once more changes nothing.
          await db.tx(created.staff, (tx) =>
            operators.advance(tx, Temporal.Instant.from('2027-04-02T06:00:00Z')),
          );
          await eventually('everyone acted on every message', () =>
            db.systemTx(
              'does anything wait for the worker',
              async (tx) => !(await tx.query('SELECT FROM platform.outbox WHERE done_at IS NULL')).length,
            ),
          );
        },
      });
      expect(killed).toBeGreaterThan(0);
      expect(await counts()).toEqual(complete);
    }, 900_000);
  },
);
