import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { creditsSpent, issued, poolOf } from '#entitlements';
import { accountId, Books, Expiry, Ledger, type Command } from '#ledger';
import { OperatingModel, type Settings } from '#operating-model';
import { Failures, newId, Temporal, type Config, type Database } from '#platform';
import { ownDatabase, setClock, testDatabase, testOperator } from '#testing';
import { LedgerProcessor } from './ledger.processor.js';

let own: Awaited<ReturnType<typeof ownDatabase>>;
let [config, db] = [] as unknown as [Config, Database];
beforeAll(async () => {
  own = await ownDatabase();
  config = own.config;
  db = await testDatabase(config);
});
afterAll(async () => {
  await db.onApplicationShutdown();
  await own.drop();
});

const ledger = new Ledger();
const expireLots = (operatorId: string) =>
  new LedgerProcessor(
    db,
    new Failures(config),
    new OperatingModel(),
    new Expiry(ledger),
    new Books(),
  ).handlers[0]!.run({ requestId: 'test', operatorId }, async () => undefined);

/** An operator that chose so, with three credits of a school of which one is held, after their last day. */
async function afterTheLastDay(expired_holds: Settings['ledger']['expired_holds']) {
  const { operatorId, staff } = await testOperator(db, '2027-03-01T09:00:00Z', { ledger: { expired_holds } });
  const pool = poolOf(newId(), 'CREDIT');
  const move = (kind: 'post' | 'hold', more: object) =>
    ({ kind, id: newId(), code: 'test', reference: { type: 'test', id: '1' }, ...more }) as Command;
  const [from, own, spent] = [issued('CREDIT'), pool, creditsSpent].map((one) => accountId(operatorId, one));
  const expiresOn = Temporal.PlainDate.from('2027-03-31');
  await db.tx(staff, async (tx) => {
    await ledger.open(tx, [
      { ...pool, lots: true },
      ...[issued('CREDIT'), creditsSpent].map((one) => ({ ...one, floor: null })),
    ]);
    await ledger.apply(tx, [
      move('post', { debit: from, credit: own, amount: 300n, lot: { expiresOn } }),
      move('hold', { debit: own, credit: spent, amount: 100n }),
    ]);
  });
  await setClock(db, staff, '2027-04-01T09:00:00Z');
  await expireLots(operatorId);
  const left = await db.tx(staff, (tx) => ledger.balances(tx, [own!]));
  return left.get(own!);
}

test('what is held on a lot that expired stays held, or goes with it, as its operator chose', async () => {
  expect(await afterTheLastDay('honoured')).toMatchObject({ posted: 100n, available: 0n });
  expect(await afterTheLastDay('released')).toMatchObject({ posted: 0n, available: 0n });
});
