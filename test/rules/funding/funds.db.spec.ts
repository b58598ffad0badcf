import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Tx } from '#platform';
import type { NewFund, NewWallet } from '#funding';
import { answers, day, forbidden, openStage, someoneWaits, type Stage } from '../stage.js';
import { answer, at, choose, told } from '../traces.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const says = (actors: readonly Actor[], verb: () => (tx: Tx) => Promise<unknown>) =>
  answers(stage, actors, verb);
const la = (n = 0) => stage.created.laIds[n]!;
const host = () => stage.created.hostId;
const school = () => stage.asking.organisationId;
const holder = () => stage.as(la(), 'budget-holder');
const newFund = (over: Partial<NewFund> = {}): NewFund => ({
  fundId: newId(),
  laId: la(),
  title: 'Intervention',
  purpose: '',
  amount: 100_000n,
  opensOn: day('2026-04-01'),
  closesOn: day('2027-03-31'),
  ...over,
});
const open = async (over: Partial<NewFund> = {}) => {
  const fund = newFund(over);
  await stage.db.tx(holder(), (tx) => stage.funds.open(tx, fund));
  return fund.fundId;
};
const newWallet = (fundId: string, over: Partial<NewWallet> = {}): NewWallet => ({
  walletId: newId(),
  fundId,
  schoolId: school(),
  purpose: 'Support of your choice',
  amount: 60_000n,
  ...over,
});
const earmark = async (fundId: string, over: Partial<NewWallet> = {}, actor = holder()) => {
  const wallet = newWallet(fundId, over);
  await stage.db.tx(actor, (tx) => stage.funds.earmark(tx, wallet));
  return wallet.walletId;
};
const commit = async (walletId: string, amount: bigint, over = {}, actor = stage.head) => {
  const commitment = {
    id: newId(),
    walletId,
    schoolId: school(),
    amount,
    reference: { type: 'purchase', id: newId() },
    description: 'Coaching',
    ...over,
  };
  await stage.db.tx(actor, (tx) => stage.funds.commit(tx, commitment));
  return commitment.id;
};
const wallet = (walletId: string, actor = stage.head) =>
  stage.db.tx(actor, (tx) => stage.funds.wallet(tx, walletId));
const fund = (fundId: string, actor = holder()) => stage.db.tx(actor, (tx) => stage.funds.fund(tx, fundId));

test('a fund is opened by an authority’s own people and key, or the operator’s finance, and by nobody else', async () => {
  const { as, staffAs, funds } = stage;
  const others = [
    as(school()),
    as(school(), 'key'),
    as(host(), 'manager'),
    as(la(1), 'commissioner'),
    as(la(), 'practitioner'),
    staffAs('broker'),
  ];
  expect(await says(others, () => (tx) => funds.open(tx, newFund()))).toEqual(forbidden(others));
  const may = [
    as(la(), 'commissioner'),
    as(la(), 'budget-holder'),
    as(la(), 'key'),
    staffAs('finance'),
    staffAs('administrator'),
  ];
  expect(await says(may, () => (tx) => funds.open(tx, newFund()))).toEqual(may.map(() => 'done'));
  // A party that is no authority, under its own name: a school's head, a provider's manager, their keys.
  for (const party of [school(), host()])
    expect(await says([as(party, 'key')], () => (tx) => funds.open(tx, newFund({ laId: party })))).toEqual([
      'funding.not-an-authority',
    ]);
});

test('a fund is opened once, with its whole amount, within the operator’s limits', async () => {
  const opened = (over: Partial<NewFund>) => answer(open(over));
  expect(await opened({ amount: 0n })).toBe('funding.amount');
  expect(await opened({ amount: 1_000_000_001n })).toBe('funding.amount');
  expect(await opened({ closesOn: day('2026-04-01') })).toBe('funding.dates');
  expect(await opened({ opensOn: day('2025-04-01'), closesOn: day('2026-04-12') })).toBe('funding.dates');
  expect(await opened({ closesOn: day('2036-03-31') })).toBe('funding.dates');
  await choose(stage, { funding: { most_pence: 99_999 } });
  expect(await opened({})).toBe('funding.amount');
  await choose(stage, { funding: { most_pence: 1_000_000_000 } });

  const fundId = await open();
  await open({ fundId });
  expect(await told(stage, 'fund', fundId)).toEqual(['funding.open-fund']);
  expect(await fund(fundId)).toMatchObject({
    title: 'Intervention',
    amount: 100_000n,
    left: 100_000n,
    earmarked: 0n,
    available: 0n,
    committed: 0n,
    spent: 0n,
    unspent: 0n,
  });
  expect(await answer(fund(newId()))).toBe('platform.not-found');
});

test('money is earmarked once, by the fund’s authority, for its own member schools, while the fund is open', async () => {
  const { as } = stage;
  const [today, tomorrow] = [day('2026-04-13'), day('2026-04-14')];
  const [fundId, later] = [await open({ opensOn: today }), await open({ opensOn: tomorrow })];
  const earmarked = (over: Partial<NewWallet> = {}, actor = holder()) => answer(earmark(fundId, over, actor));
  expect(await earmarked({ amount: 0n })).toBe('funding.amount');
  expect(await earmarked({ amount: 100_001n })).toBe('funding.insufficient');
  expect(await earmarked({ fundId: later })).toBe('funding.not-open');
  expect(await earmarked({ schoolId: stage.neighbour.organisationId })).toBe('funding.not-a-member');
  expect(await earmarked({ schoolId: host() })).toBe('funding.not-a-member');
  expect(await earmarked({}, as(la(1), 'budget-holder'))).toBe('platform.not-found');
  expect(await earmarked({}, as(school()))).toBe('platform.not-found');
  expect(await earmarked({}, as(la(), 'chair'))).toBe('platform.forbidden');
  const walletId = newId();
  expect(await earmarked({ walletId }, as(la(), 'key'))).toBe('done');
  expect(await earmarked({ walletId })).toBe('done'); // a second click
  expect(await earmarked({ walletId }, as(school()))).toBe('platform.forbidden');
  expect(await told(stage, 'wallet', walletId)).toEqual(['funding.earmark']);
  expect(await earmarked()).toBe('funding.insufficient');
  expect(await earmarked({ amount: 40_000n })).toBe('done');
  expect(await fund(fundId)).toMatchObject({ left: 0n, earmarked: 100_000n, available: 100_000n });
  expect(await wallet(walletId)).toMatchObject({
    fundTitle: 'Intervention',
    schoolId: school(),
    expiresOn: '2027-03-31',
    available: 60_000n,
  });
});

test('a budget holder earmarks within the limit that the commissioner set, all together, and so does a key', async () => {
  const { as, staffAs, funds, limits, db, neighbour } = stage;
  const [commissioner, budgetHolder, key] = [
    as(la(1), 'commissioner'),
    as(la(1), 'budget-holder'),
    as(la(1), 'key'),
  ];
  const fundId = newId();
  await db.tx(commissioner, async (tx) => {
    await funds.open(tx, newFund({ fundId, laId: la(1), amount: 500_000n }));
    await limits.set(tx, la(1), 'budget-holder', 100_000n);
  });
  const schoolId = neighbour.organisationId;
  const earmarked = (actor: Actor, amount: bigint, walletId = newId()) =>
    answer(earmark(fundId, { walletId, schoolId, amount }, actor));
  expect(await earmarked(budgetHolder, 100_001n)).toBe('identity.above-limit');
  const walletId = newId();
  expect(await earmarked(budgetHolder, 60_000n, walletId)).toBe('done');
  expect(await earmarked(budgetHolder, 60_000n, walletId)).toBe('done'); // a second click
  expect(await earmarked(budgetHolder, 60_000n)).toBe('identity.above-limit');
  expect(await earmarked(key, 60_000n)).toBe('identity.above-limit');
  expect(await earmarked(key, 40_000n)).toBe('done');
  expect(await earmarked(commissioner, 200_000n)).toBe('done');
  expect(await earmarked(staffAs('finance'), 100_000n)).toBe('done');
  await expect(
    db.tx(budgetHolder, (tx) => funds.mayEarmark(tx, { fundId, schoolId, amount: 1n })),
  ).rejects.toThrow('Your commissioner may earmark it.');
});

test('two who earmark at once earmark the same thing once, and no more than there is', async () => {
  const { db, funds } = stage;
  const fundId = await open();
  /** What the second answers, who began before the first had ended. */
  const meeting = async (first: NewWallet, second: NewWallet) => {
    let other: Promise<string> | undefined;
    await db.tx(holder(), async (tx) => {
      await funds.earmark(tx, first);
      other = answer(db.tx(holder(), (theirs) => funds.earmark(theirs, second)));
      await someoneWaits(stage);
    });
    return other;
  };
  const small = newWallet(fundId, { amount: 10_000n });
  expect(await meeting(small, small)).toBe('done');
  expect(await told(stage, 'wallet', small.walletId)).toEqual(['funding.earmark']);
  const schoolId = stage.other.organisationId;
  expect(await meeting(newWallet(fundId), newWallet(fundId, { schoolId }))).toBe('funding.insufficient');
  expect((await fund(fundId)).left).toBe(30_000n);
});

test('what is promised out of a wallet is kept for it until it is spent, or called off and free again', async () => {
  const { db, funds } = stage;
  const fundId = await open();
  const walletId = await earmark(fundId);
  expect(await answer(commit(walletId, 60_001n))).toBe('funding.insufficient');
  const [spent, calledOff] = [await commit(walletId, 25_000n), await commit(walletId, 30_000n)];
  expect(await wallet(walletId)).toMatchObject({ available: 5000n, committed: 55_000n, spent: 0n });
  expect(await answer(commit(walletId, 5001n))).toBe('funding.insufficient');
  await db.tx(stage.head, (tx) => funds.release(tx, calledOff));
  expect(await wallet(walletId)).toMatchObject({ available: 35_000n, committed: 25_000n, spent: 0n });
  await db.tx(stage.head, (tx) => funds.spend(tx, spent));
  const position = { available: 35_000n, committed: 0n, spent: 25_000n };
  expect(await wallet(walletId)).toMatchObject(position);
  expect(await fund(fundId)).toMatchObject({ ...position, left: 40_000n, earmarked: 60_000n, unspent: 0n });
  expect(await answer(commit(walletId, 35_001n))).toBe('funding.insufficient');
  expect(await answer(commit(walletId, 0n))).toBe('ledger.amount');
  await commit(walletId, 35_000n);
  expect(await wallet(walletId)).toMatchObject({ ...position, available: 0n, committed: 35_000n });
});

test('a wallet pays for its own school and no other, once for each promise', async () => {
  const walletId = await earmark(await open());
  expect(await answer(commit(newId(), 1n))).toBe('platform.not-found');
  const other = stage.other.organisationId;
  expect(await answer(commit(walletId, 1n, { schoolId: other }, stage.as(other)))).toBe('platform.not-found');
  expect(await answer(commit(walletId, 1n, { schoolId: other }, stage.created.staff))).toBe(
    'platform.not-found',
  );
  const again = { id: newId(), reference: { type: 'purchase', id: newId() } };
  await commit(walletId, 100n, again);
  await commit(walletId, 100n, again); // a second click
  expect(await answer(commit(walletId, 200n, again))).toBe('ledger.id-reused');
  expect(await wallet(walletId)).toMatchObject({ committed: 100n });
  const listed = await stage.db.tx(stage.head, (tx) => stage.funds.wallets(tx, { schoolId: school() }));
  expect(listed.find((one) => one.walletId === walletId)).toMatchObject({ available: 59_900n, unspent: 0n });
});

test('purchases called off give a wallet its money back, and delivered ones spend it', async () => {
  const { db, purchases, independent } = stage;
  const walletId = await earmark(await open(), { amount: 100_000n });
  const buy = async () => {
    const purchaseId = newId();
    await db.tx(stage.head, (tx) =>
      purchases.buy(tx, { purchaseId, schoolId: school(), offerId: independent, walletId }),
    );
    return purchaseId;
  };
  const [first, second] = [await buy(), await buy()];
  expect(await wallet(walletId)).toMatchObject({ available: 20_000n, committed: 80_000n });
  await db.tx(stage.head, (tx) => purchases.cancel(tx, first));
  expect(await wallet(walletId)).toMatchObject({ available: 60_000n, committed: 40_000n });
  const { providerId } = await db.tx(stage.head, (tx) => purchases.find(tx, second));
  await db.tx(stage.as(providerId, 'manager'), (tx) => purchases.deliver(tx, second));
  expect(await wallet(walletId)).toMatchObject({ available: 60_000n, committed: 0n, spent: 40_000n });
});

test('from the day after they left a school has no money earmarked, and an authority opens no fund and earmarks none', async () => {
  const { db, parties, created, other } = stage;
  const fundId = await open();
  const theirs = newFund({ laId: la(1) });
  await db.tx(stage.as(la(1), 'commissioner'), (tx) => stage.funds.open(tx, theirs));
  const leave = (id: string) => db.tx(created.staff, (tx) => parties.leave(tx, id, day('2026-04-13')));
  await leave(la(1));
  await leave(other.organisationId);
  const both = async () => [
    ...(await says(
      [stage.as(la(1), 'commissioner')],
      () => (tx) => stage.funds.open(tx, newFund({ laId: la(1) })),
    )),
    await answer(earmark(fundId, { schoolId: other.organisationId, amount: 1n })),
  ];
  expect(await both()).toEqual(['done', 'done']); // it is their last day
  await at(stage, '2026-04-14T08:00:00Z');
  expect(await both()).toEqual(['funding.not-an-authority', 'funding.not-a-member']);
  // Nor does anybody for it: its key, or the operator's own finance officer.
  const forIt = [stage.as(la(1), 'key'), stage.staffAs('finance')];
  expect(
    await says(forIt, () => (tx) => stage.funds.earmark(tx, newWallet(theirs.fundId, { amount: 1n }))),
  ).toEqual(forIt.map(() => 'funding.not-an-authority'));
});

test('a fund that closed neither earmarks nor pays any more; what was promised is still spent', async () => {
  const { db, funds } = stage;
  const fundId = await open({ closesOn: day('2026-04-20') });
  const walletId = await earmark(fundId);
  await at(stage, '2026-04-20T20:00:00Z');
  const promised = await commit(walletId, 20_000n);
  await earmark(fundId, { amount: 1000n });
  expect(await fund(fundId)).toMatchObject({ left: 39_000n, available: 41_000n, unspent: 0n });
  await at(stage, '2026-04-21T08:00:00Z');
  expect(await answer(earmark(fundId, { amount: 1n }))).toBe('funding.closed');
  expect(await answer(commit(walletId, 1n))).toBe('funding.expired');
  expect(await wallet(walletId)).toMatchObject({ available: 0n, committed: 20_000n, unspent: 40_000n });
  await db.tx(stage.head, (tx) => funds.spend(tx, promised));
  expect(await fund(fundId)).toMatchObject({
    left: 0n,
    earmarked: 61_000n,
    available: 0n,
    committed: 0n,
    spent: 20_000n,
    unspent: 80_000n,
  });
});
