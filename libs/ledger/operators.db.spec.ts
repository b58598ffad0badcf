import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { accountId, Ledger, type Command } from '#ledger';
import { newId, type Database } from '#platform';
import { testConfig, testDatabase, testOperator } from '#testing';

/** The ledger's functions act as a role that sees every operator's accounts and transfers: each names the operator itself. */
let db: Database;
const ledger = new Ledger();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const reference = { type: 'test', id: '1' };

/** An operator with a hold of 10 on a grant of 100, and a spend of 20. */
async function books() {
  const { operatorId, staff } = await testOperator(db);
  const addresses = {
    issue: { owner: null, unit: 'CREDIT', code: 'issue' },
    bank: { owner: newId(), unit: 'CREDIT', code: 'credit-bank' },
    plain: { owner: newId(), unit: 'CREDIT', code: 'plain' },
  } as const;
  const ids = {
    issue: accountId(operatorId, addresses.issue),
    bank: accountId(operatorId, addresses.bank),
    plain: accountId(operatorId, addresses.plain),
  };
  const [lot, hold, spend] = [newId(), newId(), newId()];
  const move = (id: string, debit: string, credit: string, amount: bigint) =>
    ({ id, debit, credit, amount, code: 'test', reference }) as const;
  const apply = (...commands: Command[]) => db.tx(staff, (tx) => ledger.apply(tx, commands));
  await db.tx(staff, (tx) =>
    ledger.open(tx, [
      { ...addresses.issue, floor: null },
      { ...addresses.bank, lots: true },
      addresses.plain,
    ]),
  );
  await apply({ kind: 'post', ...move(lot, ids.issue, ids.bank, 100n) });
  await apply({ kind: 'hold', ...move(hold, ids.bank, ids.issue, 10n) });
  await apply({ kind: 'post', ...move(spend, ids.bank, ids.plain, 20n) });
  const balances = () => db.tx(staff, (tx) => ledger.balances(tx, Object.values(ids)));
  return { operatorId, staff, ids, lot, hold, spend, move, apply, balances };
}

test('no command reaches what another operator has', async () => {
  const [theirs, ours] = [await books(), await books()];
  const before = await theirs.balances();
  const { move, ids } = ours;
  const attempts: [Command, code: string][] = [
    [{ kind: 'post', ...move(newId(), theirs.ids.plain, ids.plain, 1n) }, 'ledger.unknown-account'],
    [{ kind: 'hold', ...move(newId(), ids.bank, theirs.ids.issue, 1n) }, 'ledger.unknown-account'],
    [{ kind: 'post', ...move(newId(), theirs.ids.issue, theirs.ids.bank, 1n) }, 'ledger.unknown-account'],
    [{ kind: 'post', ...move(newId(), ids.bank, ids.plain, 1n), fromLot: theirs.lot }, 'ledger.insufficient'],
    [{ kind: 'settle', id: newId(), hold: theirs.hold }, 'ledger.unknown-hold'],
    [{ kind: 'release', id: newId(), hold: theirs.hold }, 'ledger.unknown-hold'],
    [{ kind: 'reverse', id: newId(), of: theirs.spend }, 'ledger.unknown-transfer'],
  ];
  for (const [command, code] of attempts) {
    await expect(ours.apply(command)).rejects.toMatchObject({ code });
    // Nor in company: a group is judged by other statements than one command.
    await expect(
      ours.apply({ kind: 'post', ...move(newId(), ids.issue, ids.plain, 1n) }, command),
    ).rejects.toMatchObject({ code });
  }
  await expect(db.tx(ours.staff, (tx) => ledger.close(tx, theirs.ids.plain))).rejects.toMatchObject({
    code: 'ledger.unknown-account',
  });
  expect(await theirs.balances()).toEqual(before);
});

test('an id that another operator used is not used here', async () => {
  const [theirs, ours] = [await books(), await books()];
  const { move, ids } = ours;
  const [one] = await ours.apply({ kind: 'post', ...move(theirs.spend, ids.issue, ids.plain, 7n) });
  expect(one).toMatchObject({ id: theirs.spend, posted: 7n, debit: ids.issue });
  const two = await ours.apply(
    { kind: 'post', ...move(theirs.lot, ids.issue, ids.plain, 1n) },
    { kind: 'post', ...move(theirs.hold, ids.plain, ids.issue, 2n) },
  );
  expect(two.map(({ posted }) => posted)).toEqual([1n, 2n]);
  expect((await ours.balances()).get(ids.plain)?.posted).toBe(26n);
});

test('every function that acts as the ledger names the operator of the transaction', async () => {
  const owner = new pg.Client({ connectionString: testConfig().DATABASE_URL });
  await owner.connect();
  const { rows } = await owner.query<{ name: string; source: string }>(
    `SELECT p.oid::regproc::text AS name, p.prosrc AS source FROM pg_proc p
     WHERE p.prosecdef AND p.proowner = 'middletier_ledger'::regrole ORDER BY 1`,
  );
  await owner.end();
  // These look at no table of the ledger: they check the program's word.
  const silent = new Set(['ledger.apply_said', 'ledger.open_said', 'platform.is_word']);
  expect(rows.map(({ name }) => name)).toContain('ledger.apply');
  for (const { name, source } of rows)
    if (!silent.has(name))
      expect([name, source]).toEqual([name, expect.stringContaining('platform.operator_id()')]);
  const applying = rows.filter(({ name }) => name === 'ledger.apply' || name === 'ledger.apply_group');
  expect(applying).toHaveLength(2);
  for (const { source } of applying) {
    const looks =
      /(?:FROM|JOIN) ledger\.(?:account|transfer|period|hold|lot) \w+ [^;]*?(?:OFFSET 0|\)|;)|UPDATE ledger\.account [^;]*;/g;
    for (const [look] of source.matchAll(looks)) expect(look).toContain('operator_id = op');
  }
});
