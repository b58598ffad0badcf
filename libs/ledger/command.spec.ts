import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { encode, largestAmount, largestGroup, type Command } from './command.js';

const today = Temporal.PlainDate.from('2026-09-01');
const id = (n: number) => `018f0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const [debit, credit, held] = [id(1001), id(1002), id(1003)];
const post = (more: object = {}): Command =>
  ({
    kind: 'post',
    id: id(1),
    debit,
    credit,
    amount: 350n,
    code: 'grant',
    reference: { type: 'agreement', id: 'a' },
    ...more,
  }) as Command;
const sent = (commands: Command[], on = today) =>
  JSON.parse(encode({ today: on }, commands)) as ({ hash: string } & Record<string, unknown>)[];
const withoutHash = (command: Command) => {
  const { hash, ...rest } = sent([command])[0]!;
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  return rest;
};
const refusing = (...commands: Command[]) => expect(() => encode({ today }, commands));
const because = (code: string, facts: object) => expect.objectContaining({ code, details: facts });

const moved = {
  n: 1,
  id: id(1),
  kind: 'post',
  counts_on: '2026-09-01',
  debit,
  credit,
  amount: '350',
  code: 'grant',
  reference_type: 'agreement',
  reference_id: 'a',
};

test('a post says what moves, and counts for today unless a day is given', () => {
  expect(withoutHash(post())).toEqual(moved);
  expect(
    withoutHash(
      post({
        countsOn: today.subtract({ days: 3 }),
        usedOn: today.add({ days: 30 }),
        description: 'A visit',
        purpose: 'course',
        fromLot: held,
      }),
    ),
  ).toEqual({
    ...moved,
    counts_on: '2026-08-29',
    used_on: '2026-10-01',
    description: 'A visit',
    purpose: 'course',
    from_lot: held,
  });
});

test('a grant carries its lot’s terms, even when it has none of them', () => {
  expect(withoutHash(post({ lot: {} }))).toEqual({ ...moved, lot: true });
  expect(
    withoutHash(
      post({
        lot: {
          validFrom: today,
          expiresOn: today.add({ years: 1 }),
          priority: -1,
          restriction: ['course'],
        },
      }),
    ),
  ).toEqual({
    ...moved,
    lot: true,
    lot_valid_from: '2026-09-01',
    lot_expires_on: '2027-09-01',
    lot_priority: -1,
    lot_restriction: ['course'],
  });
});

test('a hold may end by itself; a post does not', () => {
  const expiresAt = Temporal.Instant.from('2026-09-08T09:00:00Z');
  expect(withoutHash(post({ kind: 'hold', expiresAt }))).toEqual({
    ...moved,
    kind: 'hold',
    expires_at: '2026-09-08T09:00:00Z',
  });
  expect(withoutHash(post({ kind: 'hold' }))).toEqual({ ...moved, kind: 'hold' });
  expect(withoutHash(post({ expiresAt }))).toEqual(moved);
});

test('what ends a hold names it, and keeps the rest of it only when told', () => {
  const ends = { n: 1, id: id(1), counts_on: '2026-09-01', of_id: held };
  const settle = (more: object): Command => ({ kind: 'settle', id: id(1), hold: held, ...more });
  expect(withoutHash(settle({}))).toEqual({ ...ends, kind: 'settle' });
  expect(withoutHash(settle({ amount: 50n, remainder: 'release' }))).toEqual({
    ...ends,
    kind: 'settle',
    amount: '50',
  });
  expect(withoutHash(settle({ amount: 50n, remainder: 'keep' }))).toEqual({
    ...ends,
    kind: 'settle',
    amount: '50',
    keep: true,
  });
  for (const kind of ['release', 'lapse'] as const)
    expect(withoutHash({ kind, id: id(1), hold: held })).toEqual({ ...ends, kind });
  for (const kind of ['settle', 'release'] as const)
    expect(withoutHash({ kind, id: id(1), hold: held, unlessLapsed: true })).toEqual({
      ...ends,
      ...{ kind, unless_lapsed: true },
    });
  expect(withoutHash({ kind: 'reverse', id: id(1), of: held })).toEqual({ ...ends, kind: 'reverse' });
});

test('commands are numbered in the order given', () => {
  expect(sent([post(), post({ id: id(2) }), post({ id: id(3) })]).map(({ n }) => n)).toEqual([1, 2, 3]);
});

test('the same input has the same hash on every day and in every release, other input another', () => {
  const hashOf = (command: Command, on = today) => sent([command], on)[0]!.hash;
  expect(hashOf(post())).toBe('86bf34f125a7786dd40b68ff0545497901916693758e7d9e6270dc0b20619f67');
  expect(hashOf(post(), today.add({ days: 1 }))).toBe(hashOf(post()));
  const others = [
    post(),
    post({ amount: 351n }),
    post({ countsOn: today }),
    post({ lot: {} }),
    post({ description: 'A visit' }),
    post({ kind: 'hold' }),
  ].map((command) => hashOf(command));
  expect(new Set(others).size).toBe(others.length);
});

test('a group has at most so many commands', () => {
  const many = Array.from({ length: largestGroup }, (_, n) => post({ id: id(n) }));
  expect(sent(many)).toHaveLength(largestGroup);
  refusing(...many, post({ id: id(largestGroup) })).toThrow(
    because('ledger.group-size', { most: largestGroup }),
  );
});

test('an id is used once in a group', () => {
  refusing(post(), post({ amount: 1n })).toThrow(because('ledger.id-reused', { id: id(1) }));
});

test('an id that is none is refused, whichever of a command’s it is', () => {
  refusing(post({ id: '1' })).toThrow(because('ledger.bad-id', { id: '1' }));
  for (const side of ['debit', 'credit'])
    refusing(post({ [side]: 'nonsense' })).toThrow(because('ledger.unknown-account', { id: id(1) }));
  for (const kind of ['settle', 'release', 'lapse'] as const)
    refusing({ kind, id: id(1), hold: '1' }).toThrow(because('ledger.unknown-hold', { id: id(1) }));
  refusing({ kind: 'reverse', id: id(1), of: '1' }).toThrow(
    because('ledger.unknown-transfer', { id: id(1) }),
  );
});

test('an amount is above nothing and not above the largest', () => {
  for (const amount of [0n, -1n, largestAmount + 1n]) {
    refusing(post({ amount })).toThrow(because('ledger.amount', { id: id(1) }));
    refusing({ kind: 'settle', id: id(1), hold: held, amount }).toThrow(
      because('ledger.amount', { id: id(1) }),
    );
  }
  for (const amount of [1n, largestAmount]) expect(sent([post({ amount })])).toHaveLength(1);
});
