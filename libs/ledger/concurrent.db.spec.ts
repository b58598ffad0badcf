import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accountId, Books, Ledger, type Command } from '#ledger';
import { Database, newId, Refusal } from '#platform';
import { testConfig, testOperator } from '#testing';

/** LEDGER_LOAD_SECONDS=30 for the full run. */
const seconds = Number(process.env.LEDGER_LOAD_SECONDS ?? 5);
const connections = 16;
const ledger = new Ledger();
let db: Database;
beforeAll(async () => {
  db = await Database.connect(testConfig(), { pool: connections, name: 'load' });
});
afterAll(() => db.onApplicationShutdown());

/** One group as a client saw it: asked for at `from`, answered by `until`. */
interface Seen {
  from: number;
  until: number;
  commands: Command[];
  ids: string[];
  refused: boolean;
}
/** By account: what is available, and what it holds with what is held for it. */
type State = { available: number[]; coming: number[] };

test(`${connections} connections on 8 accounts for ${seconds} s: some serial order explains every answer`, async () => {
  const { staff, operatorId } = await testOperator(db);
  const ceiling = 1_500n;
  const addresses = Array.from({ length: 8 }, (_, n) => ({
    owner: null,
    unit: 'GBP' as const,
    code: `account-${n}`,
    ceiling,
  }));
  const source = { owner: null, unit: 'GBP' as const, code: 'source' };
  const accounts = addresses.map((address) => accountId(operatorId, address));
  const base = (code: string) => ({ id: newId(), code, reference: { type: 'load', id: '1' } });
  await db.tx(staff, async (tx) => {
    await ledger.open(tx, [{ ...source, floor: null }, ...addresses]);
    await ledger.apply(
      tx,
      accounts.map((credit) => ({
        kind: 'post',
        ...base('start'),
        debit: accountId(operatorId, source),
        credit,
        amount: 300n,
      })),
    );
  });

  const history: Seen[] = [];
  const movements = new Map<string, { debit: number; credit: number; amount: number }>();
  const surprises: unknown[] = [];
  const random = (below: number) => Math.floor(Math.random() * below);
  const deadline = performance.now() + seconds * 1000;
  const client = async () => {
    const mine: string[] = [];
    while (performance.now() < deadline) {
      const commands: Command[] = Array.from({ length: 1 + random(3) }, () => {
        if (mine.length && random(3) === 0)
          return {
            kind: random(2) ? 'settle' : 'release',
            id: newId(),
            hold: mine.splice(random(mine.length), 1)[0]!,
          };
        const debit = random(8);
        const credit = (debit + 1 + random(7)) % 8;
        const amount = 1 + random(400);
        const command: Command = {
          kind: random(3) ? 'post' : 'hold',
          ...base('load'),
          debit: accounts[debit]!,
          credit: accounts[credit]!,
          amount: BigInt(amount),
        };
        movements.set(command.id, { debit, credit, amount });
        return command;
      });
      const from = performance.now();
      const answer = await db.tx(staff, (tx) => ledger.apply(tx, commands)).catch((error: unknown) => error);
      const until = performance.now();
      const refused = answer instanceof Refusal;
      if (answer instanceof Error && !refused) surprises.push(answer);
      else history.push({ from, until, commands, ids: commands.map(({ id }) => id), refused });
      if (refused) mine.push(...commands.flatMap((command) => ('hold' in command ? [command.hold] : [])));
      else mine.push(...commands.filter(({ kind }) => kind === 'hold').map(({ id }) => id));
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  expect(surprises).toEqual([]);

  // The order to try: that in which transfers took their numbers, while their accounts were locked.
  const numbered = await db.tx(staff, (tx) =>
    tx.query<{ transferId: string; seq: bigint }>(
      'SELECT transfer_id, seq FROM ledger.transfer WHERE operator_id = $1',
      [operatorId],
    ),
  );
  const seqs = new Map(numbered.map(({ transferId, seq }) => [transferId, seq]));
  const done = history
    .filter((seen) => !seen.refused)
    .sort((a, b) => (seqs.get(a.ids[0]!)! < seqs.get(b.ids[0]!)! ? -1 : 1));
  const next = (state: State, commands: Command[]): State => {
    const [available, coming] = [[...state.available], [...state.coming]];
    for (const command of commands) {
      const { debit, credit, amount } = movements.get('hold' in command ? command.hold : command.id)!;
      if (command.kind === 'post' || command.kind === 'hold') {
        available[debit]! -= amount;
        coming[credit]! += amount;
      }
      if (command.kind === 'post') {
        coming[debit]! -= amount;
        available[credit]! += amount;
      }
      if (command.kind === 'settle') {
        coming[debit]! -= amount;
        available[credit]! += amount;
      }
      if (command.kind === 'release') {
        available[debit]! += amount;
        coming[credit]! -= amount;
      }
    }
    return { available, coming };
  };
  const allowed = ({ available, coming }: State) =>
    available.every((amount) => amount >= 0) && coming.every((amount) => amount <= Number(ceiling));
  const states: State[] = [{ available: Array(8).fill(300), coming: Array(8).fill(300) }];
  for (const seen of done) {
    const state = next(states.at(-1)!, seen.commands);
    expect(allowed(state)).toBe(true);
    states.push(state);
  }
  // Nobody was answered before one whose place is earlier had asked.
  let latestAsked = 0;
  for (const seen of done) {
    latestAsked = Math.max(latestAsked, seen.from);
    expect(seen.until).toBeGreaterThanOrEqual(latestAsked);
  }
  // Every refusal has a place, between what was answered before it was asked and what was asked after it was answered.
  for (const seen of history.filter(({ refused }) => refused)) {
    const first = done.findLastIndex((other) => other.until < seen.from) + 1;
    const after = done.findIndex((other) => other.from > seen.until);
    const window = states.slice(first, (after === -1 ? done.length : after) + 1);
    expect(window.some((state) => !allowed(next(state, seen.commands)))).toBe(true);
  }
  const balances = await db.tx(staff, (tx) => ledger.balances(tx, accounts));
  expect(accounts.map((id) => Number(balances.get(id)!.available))).toEqual(states.at(-1)!.available);
  expect(done.length).toBeGreaterThan(50);
  expect((await db.tx(staff, (tx) => new Books().verify(tx))).findings).toEqual([]);
}, 600_000);

test('50 spend at once what is enough for 10: 10 do', async () => {
  const { staff, operatorId } = await testOperator(db);
  const [source, wallet] = [
    { owner: null, unit: 'GBP', code: 'source' },
    { owner: newId(), unit: 'GBP', code: 'wallet' },
  ] as const;
  const [from, to] = [accountId(operatorId, wallet), accountId(operatorId, source)];
  const move = (debit: string, credit: string, amount: bigint) => ({
    id: newId(),
    debit,
    credit,
    amount,
    code: 'test',
    reference: { type: 'test', id: '1' },
  });
  await db.tx(staff, async (tx) => {
    await ledger.open(tx, [{ ...source, floor: null }, wallet]);
    await ledger.post(tx, move(to, from, 1000n));
  });
  const answers = await Promise.allSettled(
    Array.from({ length: 50 }, () => db.tx(staff, (tx) => ledger.post(tx, move(from, to, 100n)))),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'ledger.insufficient' });
});

test('one id sent by 20 at once is posted once, and all get the same answer', async () => {
  const { staff, operatorId } = await testOperator(db);
  const [issue, other] = [
    { owner: null, unit: 'GBP', code: 'issue' },
    { owner: null, unit: 'GBP', code: 'other' },
  ] as const;
  await db.tx(staff, (tx) =>
    ledger.open(tx, [
      { ...issue, floor: null },
      { ...other, floor: null },
    ]),
  );
  const once = {
    id: newId(),
    debit: accountId(operatorId, issue),
    credit: accountId(operatorId, other),
    amount: 5n,
    code: 'test',
    reference: { type: 'test', id: '1' },
  };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => db.tx(staff, (tx) => ledger.post(tx, once))),
  );
  for (const answer of answers)
    expect({ ...answer, recordedAt: '' }).toEqual({ ...answers[0], recordedAt: '' });
  expect((await db.tx(staff, (tx) => ledger.balances(tx, [once.credit]))).get(once.credit)?.posted).toBe(5n);
});
