import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accountId, Ledger, type Command, type Opening } from '#ledger';
import { newId, Temporal, type Actor, type Database, type Tx } from '#platform';
import { testDatabase, testOperator } from '#testing';
import { encode } from './command.js';
import { Model, type Answer } from './histories.model.js';
import { refusing } from './refusals.js';

/** LEDGER_HISTORIES=20000 for a long night; LEDGER_SEED and LEDGER_PATH replay a failure that was printed. */
const histories = Number(process.env.LEDGER_HISTORIES ?? 1_000);
const ledger = new Ledger();
let db: Database;
let staff: Actor;
let operatorId: string;
beforeAll(async () => {
  db = await testDatabase();
  ({ staff, operatorId } = await testOperator(db));
});
afterAll(() => db.onApplicationShutdown());

/** What each history plays with: two hot accounts and bounded ones per unit, banks in lots, one that pays for courses only. */
const shapes: Omit<Opening, 'owner'>[] = [
  { unit: 'CREDIT', code: 'issue', floor: null },
  { unit: 'CREDIT', code: 'spent', floor: null },
  { unit: 'CREDIT', code: 'bank-1', lots: true },
  { unit: 'CREDIT', code: 'bank-2', lots: true },
  { unit: 'CREDIT', code: 'plain' },
  { unit: 'CREDIT', code: 'room', ceiling: 300n },
  { unit: 'CREDIT', code: 'overdraft', floor: -100n, ceiling: 500n },
  { unit: 'CREDIT', code: 'courses', restriction: ['course'] },
  { unit: 'GBP', code: 'exchange', floor: null },
  { unit: 'GBP', code: 'purse' },
];

const start = Temporal.PlainDate.from('2026-09-01');
const amount = fc.oneof({ weight: 8, arbitrary: fc.bigInt(1n, 120n) }, { weight: 1, arbitrary: fc.bigInt(-1n, 2_000n) });
const any = fc.nat(1_000_000);
const purpose = fc.constantFrom(undefined, undefined, 'course', 'day');
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ step: fc.constant('grant' as const), to: any, amount, purpose, days: fc.nat(20), priority: fc.integer({ min: -1, max: 1 }) }) },
  { weight: 6, arbitrary: fc.record({ step: fc.constantFrom('post' as const, 'hold' as const), from: any, to: any, amount, purpose, minutes: fc.option(fc.nat(5_000)) }) },
  { weight: 4, arbitrary: fc.record({ step: fc.constant('settle' as const), which: any, amount: fc.option(amount), keep: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constantFrom('release' as const, 'reverse' as const, 'lapse' as const), which: any }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constantFrom('replay' as const, 'misuse' as const), which: any }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('convert' as const), amount, rate: fc.bigInt(1n, 30n) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('expire' as const), days: fc.nat(6) }) },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
/** Commands in groups of one to three; most histories are short, some go to 200 commands. */
const history = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 20, size: 'max' }) },
  { weight: 1, arbitrary: fc.array(fc.array(step, { minLength: 1, maxLength: 2 }), { maxLength: 130, size: 'max' }) },
).map((groups) => { let room = 200; return groups.filter((group) => (room -= group.length) >= 0); });

/** Turns steps into commands against the model, which knows what is held, granted and posted so far. */
class Player {
  readonly model = new Model();
  readonly openings: Opening[];
  readonly ids: string[];
  today = start;
  private readonly groups: Command[][] = [];
  readonly script: { commands: Command[]; today: string; now: string; answer: Answer }[] = [];

  constructor() {
    const owner = newId();
    this.openings = shapes.map((shape) => ({ ...shape, owner }));
    this.ids = this.openings.map((opening) => accountId(operatorId, opening));
    this.openings.forEach((opening, n) => this.model.accounts.set(this.ids[n]!, {
      id: this.ids[n]!, unit: opening.unit, floor: opening.lots ? 0n : opening.floor === undefined ? 0n : opening.floor, ceiling: opening.ceiling ?? null,
      lots: opening.lots ?? false, restriction: opening.restriction ?? null, posted: 0n, heldOut: 0n, heldIn: 0n,
    }));
  }

  play(steps: readonly Step[]): void {
    const commands = steps.flatMap((one) => this.commands(one));
    const distinct = commands.filter((command, n) => commands.findIndex(({ id }) => id === command.id) === n);
    if (!distinct.length) return;
    const now = this.today.toZonedDateTime({ timeZone: 'Europe/London', plainTime: '12:00' }).toInstant().toString();
    const answer = this.model.apply(distinct, this.today.toString(), now);
    this.groups.push(distinct);
    this.script.push({ commands: distinct, today: this.today.toString(), now, answer });
  }

  private account = (n: number): string => (n % 40 === 39 ? newId() : this.ids[n % this.ids.length]!);
  private base = (code: string) => ({ id: newId(), code, reference: { type: 'history', id: '1' } });
  private one = <Item>(items: Iterable<Item>, n: number): Item | undefined => { const list = [...items]; return list[n % list.length]; };

  private commands(one: Step): Command[] {
    switch (one.step) {
      case 'grant': {
        const credit = this.ids[2 + (one.to % 5)]!;
        const lots = this.model.accounts.get(credit)!.lots;
        return [{ kind: 'post', ...this.base('grant'), debit: this.ids[0]!, credit, amount: one.amount,
          ...((lots || one.to % 7 === 0) && { lot: { priority: one.priority, ...(one.days > 3 && { expiresOn: this.today.add({ days: one.days }) }), ...(one.purpose && { restriction: [one.purpose] }) } }) }];
      }
      case 'post':
      case 'hold': {
        const plain = { ...this.base(one.step), debit: this.account(one.from), credit: this.account(one.to), amount: one.amount, ...(one.purpose && { purpose: one.purpose }) };
        return one.step === 'post' ? [{ kind: 'post', ...plain }]
          : [{ kind: 'hold', ...plain, ...(one.minutes !== null && { expiresAt: this.today.toZonedDateTime('Europe/London').toInstant().add({ minutes: one.minutes }) }) }];
      }
      case 'settle': {
        const hold = this.one(this.model.holds.keys(), one.which) ?? newId();
        return [{ kind: 'settle', id: newId(), hold, ...(one.amount !== null && { amount: one.amount }), remainder: one.keep ? 'keep' : 'release' }];
      }
      case 'release':
      case 'lapse':
        return [{ kind: one.step, id: newId(), hold: this.one(this.model.holds.keys(), one.which) ?? newId() }];
      case 'reverse':
        return [{ kind: 'reverse', id: newId(), of: this.one(this.model.transfers.keys(), one.which) ?? newId() }];
      case 'replay':
        return this.one(this.groups, one.which) ?? [];
      case 'misuse': {
        const [command] = this.one(this.groups, one.which) ?? [];
        return command ? [{ ...command, description: 'otherwise' }] : [];
      }
      case 'convert': // money for credits: both legs, and what the rate leaves over
        return [
          { kind: 'post', ...this.base('convert'), debit: this.ids[9]!, credit: this.ids[8]!, amount: one.amount },
          { kind: 'post', ...this.base('convert'), debit: this.ids[0]!, credit: this.ids[2]!, amount: one.amount * one.rate / 10n, lot: {} },
        ];
      case 'expire': {
        this.today = this.today.add({ days: one.days });
        return [...this.model.lots.values()].filter((lot) => lot.expiresOn !== null && lot.expiresOn < this.today.toString() && lot.available > 0n)
          .map((lot) => ({ kind: 'post', ...this.base('expire'), debit: lot.account, credit: this.ids[1]!, amount: lot.available, fromLot: lot.id }));
      }
    }
  }
}

/** Plays a whole history in one round trip: each group in a block of its own, so that a refusal undoes that group only. */
const runner = `
  CREATE OR REPLACE FUNCTION pg_temp.play(groups jsonb) RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
  DECLARE
    one jsonb; answer jsonb; state text; facts text; broken text;
  BEGIN
    FOR one IN SELECT * FROM jsonb_array_elements(groups) LOOP
      BEGIN
        SELECT jsonb_agg(jsonb_build_object('id', id, 'posted', posted::text, 'held', held::text)) INTO answer
        FROM ledger.apply(one->'commands', (one->>'now')::timestamptz, 'job');
      EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, facts = PG_EXCEPTION_DETAIL, broken = CONSTRAINT_NAME;
        answer := jsonb_build_object('code', state, 'detail', facts, 'constraint', broken, 'message', SQLERRM);
      END;
      RETURN NEXT answer;
    END LOOP;
  END $$`;

type Raw = { id: string; posted: string; held: string }[] | { code: string; detail: string; constraint: string; message: string };

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
  return Promise.all(script.map(async (_, n) => {
    const raw = byGroup.get(n);
    if (!raw) return refusedAtOnce.get(n)!;
    if (Array.isArray(raw)) return raw.map(({ id, posted, held }) => ({ id, posted: BigInt(posted), held: BigInt(held) }));
    return refusing(Promise.reject(raw)).catch((error) => (error as { code: string }).code ?? raw.message) as Promise<string>;
  }));
}

test(`${histories} random histories: the same answers, balances, lots and refusals as the model`, async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(history, async (groups) => {
      const player = new Player();
      for (const group of groups) player.play(group);
      await db.tx(staff, async (tx) => {
        await ledger.open(tx, player.openings);
        const real = await answers(tx, player.script);
        player.script.forEach(({ commands, answer }, n) => {
          for (const kind of typeof answer === 'string' ? [answer] : commands.map((command) => command.kind)) seen.set(kind, (seen.get(kind) ?? 0) + 1);
          expect({ n, commands, answer: real[n] }).toEqual({ n, commands, answer });
        });
        const balances = await ledger.balances(tx, player.ids);
        for (const [id, account] of player.model.accounts) {
          expect({ id, ...balances.get(id) }).toEqual({ id, posted: account.posted, heldOut: account.heldOut, heldIn: account.heldIn, available: account.posted - account.heldOut });
        }
        const lots = await tx.query('SELECT lot_id AS id, available, debits_held AS held FROM ledger.lot WHERE account_id = ANY ($1) ORDER BY lot_id', [player.ids]);
        expect(lots).toEqual([...player.model.lots.values()].map(({ id, available, held }) => ({ id, available, held })).sort((a, b) => (a.id < b.id ? -1 : 1)));
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
  for (const outcome of ['post', 'hold', 'settle', 'release', 'lapse', 'reverse', 'ledger.insufficient', 'ledger.over-ceiling', 'ledger.restricted', 'ledger.id-reused', 'ledger.not-held', 'ledger.more-than-held',
    'ledger.hold-expired', 'ledger.wrong-unit', 'ledger.unknown-account', 'ledger.same-account', 'ledger.no-lots', 'ledger.amount', 'ledger.reversed', 'ledger.not-reversible']) expect([outcome, (seen.get(outcome) ?? 0) > 0]).toEqual([outcome, true]);
}, 600_000);
