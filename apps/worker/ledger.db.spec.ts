import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { creditsSpent, issued, poolOf } from '#entitlements';
import { UnfinishedWork } from '#insight';
import { accountId, Books, Expiry, ExpireLots, Ledger, type Address, type Command } from '#ledger';
import { OperatingModel, type Settings } from '#operating-model';
import { derivedId, Failures, newId, Temporal, type Config, type Database } from '#platform';
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

test('a lot that cannot expire keeps no other waiting, and is told of with its reason', async () => {
  const { operatorId, staff } = await testOperator(db, '2027-03-01T09:00:00Z');
  const pools = ['CREDIT', 'DAY'].map((unit) => ({ ...poolOf(newId(), unit), lots: true }));
  const [bad, good] = [newId(), newId()];
  const post = (id: string, debit: string, credit: string, more: object = {}): Command => ({
    ...{ kind: 'post', id, debit, credit, amount: 300n, code: 'test', reference: { type: 'test', id } },
    description: 'Granted for a test',
    ...more,
  });
  await db.tx(staff, async (tx) => {
    const at = (address: Address) => accountId(operatorId, address);
    const sources = ['CREDIT', 'DAY'].map((unit) => ({ ...issued(unit), floor: null }));
    await ledger.open(tx, [...pools, ...sources, { ...creditsSpent, floor: null }]);
    const lot = { expiresOn: tx.today };
    await ledger.apply(tx, [
      post(bad, at(sources[0]!), at(pools[0]!), { lot }),
      post(good, at(sources[1]!), at(pools[1]!), { lot }),
      // What its expiry would be called is taken.
      post(derivedId(bad, 'expired after 0'), at(sources[0]!), at(creditsSpent)),
    ]);
  });
  await setClock(db, staff, '2027-03-02T09:00:00Z');
  await expireLots(operatorId);
  const left = async () => {
    const ids = pools.map((pool) => accountId(operatorId, pool));
    const balances = await db.tx(staff, (tx) => ledger.balances(tx, ids));
    return ids.map((id) => balances.get(id)?.posted);
  };
  expect(await left()).toEqual([300n, 0n]);
  const open = () => db.tx(staff, (tx) => new UnfinishedWork(new Failures(config)).list(tx, { limit: 9 }));
  expect(await open()).toMatchObject([
    { work: ExpireLots.name, entityId: bad, about: 'Granted for a test', schoolId: pools[0]!.owner },
  ]);
  await expireLots(operatorId);
  expect([await left(), await open()]).toMatchObject([[300n, 0n], [{ entityId: bad }]]);
});
