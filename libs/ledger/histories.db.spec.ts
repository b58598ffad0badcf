import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Ledger } from '#ledger';
import { Temporal, type Actor, type Database, type Tx } from '#platform';
import { testDatabase, testOperator } from '#testing';
import { encode } from './command.js';
import type { Answer } from './histories.model.js';
import { history, Player } from './histories.player.js';
import { refusing } from './refusals.js';

/** LEDGER_HISTORIES=20000 for a long night; LEDGER_SEED and LEDGER_PATH replay a failure that was printed. */
const histories = Number(process.env.LEDGER_HISTORIES ?? 300);
const ledger = new Ledger();
let db: Database;
let staff: Actor;
let operatorId: string;
beforeAll(async () => {
  db = await testDatabase();
  ({ staff, operatorId } = await testOperator(db));
});
afterAll(() => db.onApplicationShutdown());

/** Plays a whole history in one round trip: each group in a block of its own, so that a refusal undoes that group only. */
const runner = `
  CREATE OR REPLACE FUNCTION pg_temp.play(groups jsonb) RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
  DECLARE
    one jsonb; answer jsonb; state text; facts text; broken text;
  BEGIN
    FOR one IN SELECT * FROM jsonb_array_elements(groups) LOOP
      BEGIN
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'posted', posted::text, 'held', held::text)), '[]') INTO answer
        FROM ledger.apply(one->'commands', (one->>'now')::timestamptz, 'job');
      EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, facts = PG_EXCEPTION_DETAIL, broken = CONSTRAINT_NAME;
        answer := jsonb_build_object('code', state, 'detail', facts, 'constraint', broken, 'message', SQLERRM);
      END;
      RETURN NEXT answer;
    END LOOP;
  END $$`;

type Raw =
  | { id: string; posted: string; held: string }[]
  | { code: string; detail: string; constraint: string; message: string };

async function answers(tx: Tx, script: Player['script']): Promise<Answer[]> {
  const refusedAtOnce = new Map<number, string>();
  const groups = script.flatMap(({ commands, today, now }, n) => {
    try {
      return [{ n, commands: JSON.parse(encode({ today: Temporal.PlainDate.from(today) }, commands)), now }];
    } catch (error) {
      refusedAtOnce.set(n, (error as { code: string }).code);
      return [];
    }
  });
  await tx.query(runner);
  const rows = await tx.query<{ play: Raw }>('SELECT pg_temp.play($1) AS play', [JSON.stringify(groups)]);
  const byGroup = new Map(groups.map(({ n }, index) => [n, rows[index]!.play]));
  return Promise.all(
    script.map(async ({ commands }, n) => {
      const raw = byGroup.get(n);
      if (!raw) return refusedAtOnce.get(n)!;
      if (Array.isArray(raw)) {
        // The database answers as it goes along; `Ledger` puts that in the order asked, and so does this.
        const place = new Map(commands.map(({ id }, at) => [id, at]));
        return raw
          .map(({ id, posted, held }) => ({ id, posted: BigInt(posted), held: BigInt(held) }))
          .sort((a, b) => place.get(a.id)! - place.get(b.id)!);
      }
      return refusing(Promise.reject(raw)).catch(
        (error) => (error as { code: string }).code ?? raw.message,
      ) as Promise<string>;
    }),
  );
}

test(`${histories} random histories: the same answers, balances, lots and refusals as the model`, async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(history, async (groups) => {
      const player = new Player(operatorId);
      for (const group of groups) player.play(group);
      await db.tx(staff, async (tx) => {
        await ledger.open(tx, player.openings);
        const real = await answers(tx, player.script);
        player.script.forEach(({ commands, answer }, n) => {
          for (const kind of typeof answer === 'string' ? [answer] : commands.map((command) => command.kind))
            seen.set(kind, (seen.get(kind) ?? 0) + 1);
          expect({ n, commands, answer: real[n] }).toEqual({ n, commands, answer });
        });
        const balances = await ledger.balances(tx, player.ids);
        for (const [id, account] of player.model.accounts) {
          expect({ id, ...balances.get(id) }).toEqual({
            id,
            posted: account.posted,
            heldOut: account.heldOut,
            heldIn: account.heldIn,
            available: account.posted - account.heldOut,
          });
        }
        const lots = await tx.query(
          `SELECT lot_id AS id, available, debits_held AS held, priority, valid_from, expires_on, restriction
             FROM ledger.lot WHERE account_id = ANY ($1) ORDER BY lot_id`,
          [player.ids],
        );
        expect(lots).toEqual(
          [...player.model.lots.values()]
            .map(({ account: _account, age: _age, ...lot }) => lot)
            .sort((a, b) => (a.id < b.id ? -1 : 1)),
        );
      });
    }),
    {
      numRuns: histories,
      ...(process.env.LEDGER_SEED && { seed: Number(process.env.LEDGER_SEED) }),
      ...(process.env.LEDGER_PATH && { path: process.env.LEDGER_PATH }),
      verbose: 0,
    },
  );
  // Every outcome was met, so that none is believed untried.
  if (histories < 500) return;
  for (const outcome of [
    'post',
    'hold',
    'settle',
    'release',
    'lapse',
    'reverse',
    'ledger.insufficient',
    'ledger.over-ceiling',
    'ledger.restricted',
    'ledger.id-reused',
    'ledger.not-held',
    'ledger.more-than-held',
    'ledger.hold-expired',
    'ledger.wrong-unit',
    'ledger.unknown-account',
    'ledger.same-account',
    'ledger.no-lots',
    'ledger.amount',
    'ledger.reversed',
    'ledger.not-reversible',
  ])
    expect([outcome, (seen.get(outcome) ?? 0) > 0]).toEqual([outcome, true]);
}, 600_000);
