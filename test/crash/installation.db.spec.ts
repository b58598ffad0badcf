import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId, type Keyed } from '#platform';
import { eventually, queueBackends } from '#testing';
import { verify } from '../scenarios/scene.js';
import { openInstallation, type Installation } from './installation.js';

/** How often each calamity happens; more for a deep run: CRASH_ROUNDS=20. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 1);
/** Schools that sign while one happens. */
const signers = 4;

type Calamity = readonly [name: string, happen: (on: Installation) => Promise<void>];

const calamities = (on: Installation, backend: 'PostgreSQL' | 'Redis'): Calamity[] => [
  ...on.names.map((name): Calamity => [`${name} is killed`, () => on.kill(name)]),
  ...on.names.slice(2).map((name): Calamity => [`${name} is restarted`, () => on.restart(name)]),
  ['PostgreSQL is restarted', () => on.postgres.restart('fast')],
  ['PostgreSQL crashes', () => on.postgres.restart('immediate')],
  [
    'PostgreSQL stalls',
    async () => {
      on.postgres.stall();
      await sleep(3000);
      on.postgres.resume();
    },
  ],
  ...(backend === 'Redis'
    ? ([
        ['Redis is restarted', () => on.redis.restart()],
        ['Redis stalls', () => on.redis.stall(3000)],
        ['Redis is flushed', () => on.redis.flush()],
        [
          'Redis is flushed while the worker is dead',
          async () => {
            const back = on.kill('worker');
            await on.redis.flush();
            await back;
          },
        ],
      ] as Calamity[])
    : []),
];

describe.each(queueBackends)(
  'an installation that breaks in the middle of its work, with jobs on %s',
  (backend) => {
    let on: Installation;
    beforeAll(async () => {
      on = await openInstallation(backend, 60 + rounds * 50);
    }, 600_000);
    afterAll(() => on?.close(), 600_000);

    const query = <Row extends Keyed<Row>>(sql: string) =>
      on.facades.db.systemTx('a test looks', (tx) => tx.query<Row>(sql));
    const count = async (sql: string) =>
      (await query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`))[0]!.n;

    /** As a program does that was told to: the same request under the same key until it is answered. */
    async function sign(key: string): Promise<void> {
      const once = newId();
      await eventually('the agreement is signed', async () => {
        const answer = await fetch(`${on.address('api')}/api/v1/agreements`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            'idempotency-key': once,
          },
          body: JSON.stringify({ offerId: on.plan }),
        });
        const body = await answer.text();
        if (answer.status >= 500) return false;
        if (!answer.ok) throw new Error(`${answer.status} ${body}`);
        return JSON.parse(body).state === 'signed';
      });
    }

    /** As someone at a browser does whose page does not come: once more, until it says to look for mail. */
    async function forgetPassword(email: string): Promise<void> {
      await eventually('the link is on its way', async () => {
        const page = await fetch(`${on.address('web')}/forgotten-password`);
        const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1];
        if (!csrf) return false;
        const cookie = page.headers
          .getSetCookie()
          .map((one) => one.split(';')[0])
          .join('; ');
        const sent = await fetch(`${on.address('web')}/forgotten-password`, {
          method: 'POST',
          headers: { cookie, origin: on.address('web') },
          body: new URLSearchParams({ _csrf: csrf, email }),
        });
        return sent.ok;
      });
    }

    test(
      'all that was signed is billed once, every letter is sent once, the books hold, and nothing needs a hand',
      async () => {
        let next = 0;
        let kills = 0;
        for (let round = 0; round < rounds; round++) {
          for (const [name, happen] of calamities(on, backend)) {
            const asked = Array.from({ length: signers }, () => next++ % on.keys.length);
            const work = Promise.all([
              ...asked.map((index) => sign(on.keys[index]!)),
              forgetPassword(on.people[asked[0]!]!),
            ]);
            await sleep(Math.random() * 400);
            await happen(on).catch((error: Error) => {
              throw new Error(`${name}: ${error.message}`, { cause: error });
            });
            kills += Number(/worker|standalone|PostgreSQL/.test(name));
            await work.catch((error: Error) => {
              throw new Error(`${name}: ${error.message}`, { cause: error });
            });
            expect({ after: name, fallen: on.fallen() }).toEqual({ after: name, fallen: [] });
          }
        }
        const signed = Math.min(next, on.keys.length);
        await eventually('all is billed', async () => (await count('invoicing.document')) === signed, 300);
        await eventually(
          'everyone acted on every message and every letter is sent',
          async () =>
            (await count('platform.outbox WHERE done_at IS NULL')) === 0 &&
            (await count('notifications.message WHERE sent_at IS NULL')) === 0,
          300,
        );
        expect({
          signed: await count(`agreements.agreement WHERE state = 'signed'`),
          billed: await count('(SELECT DISTINCT cause_id FROM invoicing.document) causes'),
          toldOfTheirs: await count(`notifications.message WHERE subject ~ '^(Invoice|Journal)'`),
          failures: await count('platform.failure WHERE solved_at IS NULL'),
        }).toEqual({ signed, billed: signed, toldOfTheirs: signed, failures: 0 });

        const letters = (
          await query<{ id: string }>('SELECT message_id AS id FROM notifications.message')
        ).map(({ id }) => id);
        expect([...on.mail.received.keys()].sort()).toEqual(letters.sort());
        // Twice only what a sender had in hand when it was killed between the server's answer and its note of it.
        const twice = [...on.mail.received.values()].filter((times) => times > 1);
        expect(twice.every((times) => times === 2)).toBe(true);
        expect(twice.length).toBeLessThanOrEqual(kills * on.config.JOB_CONCURRENCY);
        expect(await verify(on.facades)).toEqual([]);
      },
      Math.max(900_000, rounds * 600_000),
    );
  },
);
