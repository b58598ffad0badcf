import fc from 'fast-check';
import { accountId, type Opening } from './account.js';
import type { Command } from './command.js';
import { newId, Temporal } from '#platform';
import { Model, type Answer } from './histories.model.js';

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
const amount = fc.oneof(
  { weight: 8, arbitrary: fc.bigInt(1n, 120n) },
  { weight: 1, arbitrary: fc.bigInt(-1n, 2_000n) },
);
const any = fc.nat(1_000_000);
const purpose = fc.constantFrom(undefined, undefined, 'course', 'day');
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant('grant' as const),
      to: any,
      amount,
      purpose,
      days: fc.nat(20),
      ahead: fc.nat(9),
      priority: fc.integer({ min: -1, max: 1 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      step: fc.constantFrom('post' as const, 'hold' as const),
      from: any,
      to: any,
      amount,
      purpose,
      later: fc.nat(12),
      minutes: fc.option(fc.nat(5_000)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constant('settle' as const),
      which: any,
      amount: fc.option(amount),
      keep: fc.boolean(),
      lot: fc.option(fc.nat(20)),
      unlessLapsed: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constantFrom('release' as const, 'reverse' as const, 'lapse' as const),
      which: any,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.constantFrom('replay' as const, 'misuse' as const), which: any }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ step: fc.constant('convert' as const), amount, rate: fc.bigInt(1n, 30n) }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('expire' as const), days: fc.nat(6) }) },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
/** Commands in groups of one to three; most histories are short, some go to 200 commands. */
export const history = fc
  .oneof(
    {
      weight: 5,
      arbitrary: fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 20, size: 'max' }),
    },
    {
      weight: 1,
      arbitrary: fc.array(fc.array(step, { minLength: 1, maxLength: 2 }), { maxLength: 130, size: 'max' }),
    },
  )
  .map((groups) => {
    let room = 200;
    return groups.filter((group) => (room -= group.length) >= 0);
  });

/** Turns steps into commands against the model, which knows what is held, granted and posted so far. */
export class Player {
  readonly model = new Model();
  readonly openings: Opening[];
  readonly ids: string[];
  today = start;
  private readonly groups: Command[][] = [];
  readonly script: { commands: Command[]; today: string; now: string; answer: Answer }[] = [];

  constructor(operatorId: string) {
    const owner = newId();
    this.openings = shapes.map((shape) => ({ ...shape, owner }));
    this.ids = this.openings.map((opening) => accountId(operatorId, opening));
    this.openings.forEach((opening, n) =>
      this.model.accounts.set(this.ids[n]!, {
        id: this.ids[n]!,
        unit: opening.unit,
        floor: opening.lots ? 0n : opening.floor === undefined ? 0n : opening.floor,
        ceiling: opening.ceiling ?? null,
        lots: opening.lots ?? false,
        restriction: opening.restriction ?? null,
        posted: 0n,
        heldOut: 0n,
        heldIn: 0n,
      }),
    );
  }

  play(steps: readonly Step[]): void {
    const commands = steps.flatMap((one) => this.commands(one));
    const distinct = commands.filter((command, n) => commands.findIndex(({ id }) => id === command.id) === n);
    if (!distinct.length) return;
    const now = this.today
      .toZonedDateTime({ timeZone: 'Europe/London', plainTime: '12:00' })
      .toInstant()
      .toString();
    const answer = this.model.apply(distinct, this.today.toString(), now);
    this.groups.push(distinct);
    this.script.push({ commands: distinct, today: this.today.toString(), now, answer });
  }

  private account = (n: number): string => (n % 40 === 39 ? newId() : this.ids[n % this.ids.length]!);
  private base = (code: string) => ({ id: newId(), code, reference: { type: 'history', id: '1' } });
  private one = <Item>(items: Iterable<Item>, n: number): Item | undefined => {
    const list = [...items];
    return list[n % list.length];
  };

  private commands(one: Step): Command[] {
    switch (one.step) {
      case 'grant': {
        const credit = this.ids[2 + (one.to % 5)]!;
        const lots = this.model.accounts.get(credit)!.lots;
        return [
          {
            kind: 'post',
            ...this.base('grant'),
            debit: this.ids[0]!,
            credit,
            amount: one.amount,
            ...((lots || one.to % 7 === 0) && {
              lot: {
                priority: one.priority,
                ...(one.days > 3 && { expiresOn: this.today.add({ days: one.days }) }),
                ...(one.ahead > 6 && { validFrom: this.today.add({ days: one.ahead - 6 }) }),
                ...(one.purpose && { restriction: [one.purpose] }),
              },
            }),
          },
        ];
      }
      case 'post':
      case 'hold': {
        const plain = {
          ...this.base(one.step),
          debit: this.account(one.from),
          credit: this.account(one.to),
          amount: one.amount,
          ...(one.purpose && { purpose: one.purpose }),
          ...(one.later > 6 && { usedOn: this.today.add({ days: one.later - 6 }) }),
        };
        return one.step === 'post'
          ? [{ kind: 'post', ...plain }]
          : [
              {
                kind: 'hold',
                ...plain,
                ...(one.purpose &&
                  this.model.accounts.get(plain.credit)?.lots && {
                    lot: { priority: 1, restriction: [one.purpose] },
                  }),
                ...(one.minutes !== null && {
                  expiresAt: this.today
                    .toZonedDateTime('Europe/London')
                    .toInstant()
                    .add({ minutes: one.minutes }),
                }),
              },
            ];
      }
      case 'settle': {
        const hold = this.one(this.model.holds.keys(), one.which) ?? newId();
        return [
          {
            kind: 'settle',
            id: newId(),
            hold,
            ...(one.amount !== null && { amount: one.amount }),
            remainder: one.keep ? 'keep' : 'release',
            ...(one.lot !== null && {
              lot: one.lot > 3 ? { expiresOn: this.today.add({ days: one.lot }) } : {},
            }),
            ...(one.unlessLapsed && { unlessLapsed: true }),
          },
        ];
      }
      case 'release':
      case 'lapse':
        return [
          { kind: one.step, id: newId(), hold: this.one(this.model.holds.keys(), one.which) ?? newId() },
        ];
      case 'reverse':
        return [
          { kind: 'reverse', id: newId(), of: this.one(this.model.transfers.keys(), one.which) ?? newId() },
        ];
      case 'replay':
        return this.one(this.groups, one.which) ?? [];
      case 'misuse': {
        const [command] = this.one(this.groups, one.which) ?? [];
        return command ? [{ ...command, description: 'otherwise' }] : [];
      }
      case 'convert': // money for credits: both legs, and what the rate leaves over
        return [
          {
            kind: 'post',
            ...this.base('convert'),
            debit: this.ids[9]!,
            credit: this.ids[8]!,
            amount: one.amount,
          },
          {
            kind: 'post',
            ...this.base('convert'),
            debit: this.ids[0]!,
            credit: this.ids[2]!,
            amount: (one.amount * one.rate) / 10n,
            lot: {},
          },
        ];
      case 'expire': {
        this.today = this.today.add({ days: one.days });
        return [...this.model.lots.values()]
          .filter(
            (lot) => lot.expiresOn !== null && lot.expiresOn < this.today.toString() && lot.available > 0n,
          )
          .map((lot) => ({
            kind: 'post',
            ...this.base('expire'),
            debit: lot.account,
            credit: this.ids[1]!,
            amount: lot.available,
            fromLot: lot.id,
          }));
      }
    }
  }
}
