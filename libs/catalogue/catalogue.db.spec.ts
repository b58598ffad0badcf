import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Catalogue, type NewOffer, type NewPrice } from '#catalogue';
import { CREDIT, Vocabularies } from '#operating-model';
import { GBP, newId, Temporal, type Actor, type Database, type Tx } from '#platform';
import { partyActor, testDatabase, testOperator } from '#testing';

const catalogue = new Catalogue(new Vocabularies());
const day = (text: string) => Temporal.PlainDate.from(text);
let db: Database;
let staff: Actor;
let gold: NewOffer;
let phonics: NewOffer;

const price = (over: Partial<NewPrice>): NewPrice => ({
  unit: 'GBP',
  forSchools: 'any',
  basis: 'flat',
  amount: 700_000n,
  minimum: 0n,
  bands: [],
  illustrative: true,
  startsOn: day('2026-04-01'),
  source: 'made up for a test',
  ...over,
});
const offer = (over: Partial<NewOffer>): NewOffer => {
  const offerId = newId();
  return {
    offerId,
    slug: `offer-${offerId}`,
    providerId: newId(),
    kind: 'course',
    title: 'An offer',
    summary: 'A day of training.',
    need: 'teaching',
    serviceType: 'training',
    accepts: ['money'],
    tier: null,
    cfrCode: 'E09',
    aarCode: 'SDT',
    prices: [],
    grants: [],
    ...over,
  };
};

beforeAll(async () => {
  db = await testDatabase();
  ({ staff } = await testOperator(db, '2026-09-01T09:00:00Z'));
  gold = offer({
    kind: 'plan',
    title: 'Gold',
    need: 'leadership',
    serviceType: 'consultancy',
    tier: 2,
    prices: [
      price({ amount: 600_000n, startsOn: day('2025-04-01') }),
      price({}),
      price({ amount: 800_000n, startsOn: day('2027-04-01') }),
      price({ forSchools: 'academy', basis: 'per-pupil', amount: 905n, minimum: 90_000n }),
      price({
        unit: 'CREDIT',
        basis: 'by-roll',
        amount: 0n,
        bands: [
          { to: 210, amount: 1_000n },
          { to: null, amount: 2_000n },
        ],
      }),
    ],
    grants: [
      { unit: 'DAY', pool: 'entitlement', amount: 500n, label: 'Days of a SIP' },
      { unit: 'CREDIT', pool: 'credit-bank', amount: 20_000n, label: 'Credits' },
    ],
  });
  phonics = offer({ title: 'Phonics for beginners', summary: 'Reading in the early years.', tier: 1 });
  const bronze = offer({ kind: 'plan', title: 'Bronze', need: 'leadership', tier: 1 });
  await db.tx(staff, async (tx) => {
    for (const one of [phonics, gold, bronze]) await catalogue.publish(tx, one);
  });
});
afterAll(() => db.onApplicationShutdown());

const inTx = <Result>(fn: (tx: Tx) => Promise<Result>) => db.tx(staff, fn);
const titles = (filter: Parameters<Catalogue['offers']>[1]) =>
  inTx(async (tx) => (await catalogue.offers(tx, filter)).map(({ title }) => title));

test('an offer is shown as it was published, with the prices of the day and what it grants', async () => {
  const { prices, grants, ...facts } = await inTx((tx) => catalogue.offer(tx, gold.offerId));
  const { prices: _, grants: granted, ...published } = gold;
  expect(facts).toEqual({
    ...published,
    needLabel: 'Leadership',
    taxedAs: 'consultancy',
    withdrawnOn: null,
  });
  expect(grants.map((grant) => ({ ...grant, unit: grant.unit.code }))).toMatchObject(granted);
  expect(prices).toHaveLength(3);
  expect(prices).toContainEqual({
    unit: GBP,
    forSchools: 'any',
    basis: 'flat',
    amount: 700_000n,
    minimum: 0n,
    bands: [],
    illustrative: true,
  });
  expect(prices).toContainEqual(
    expect.objectContaining({ forSchools: 'academy', amount: 905n, minimum: 90_000n }),
  );
  expect(prices).toContainEqual(
    expect.objectContaining({
      unit: CREDIT,
      bands: [
        { to: 210, amount: 1_000n },
        { to: null, amount: 2_000n },
      ],
    }),
  );
});

test('a later price begins on its day and leaves the earlier one alone', async () => {
  const on = async (date: string) => {
    const { prices } = await inTx((tx) => catalogue.offer(tx, gold.offerId, day(date)));
    return prices.find(({ unit, forSchools }) => unit.code === 'GBP' && forSchools === 'any')?.amount;
  };
  expect(await on('2025-03-31')).toBeUndefined();
  expect(await on('2026-03-31')).toBe(600_000n);
  expect(await on('2026-04-01')).toBe(700_000n);
  expect(await on('2027-04-01')).toBe(800_000n);
});

test('plans come first in the order of their tiers, and each question narrows the list', async () => {
  expect(await titles({})).toEqual(['Bronze', 'Gold', 'Phonics for beginners']);
  expect(await titles({ kind: 'plan' })).toEqual(['Bronze', 'Gold']);
  expect(await titles({ need: 'teaching' })).toEqual(['Phonics for beginners']);
  expect(await titles({ offerIds: [gold.offerId] })).toEqual(['Gold']);
  expect(await titles({ offerIds: [] })).toEqual([]);
});

test('a word typed badly still finds, and one that is nowhere does not', async () => {
  expect(await titles({ text: 'PHONICS' })).toEqual(['Phonics for beginners']);
  expect(await titles({ text: 'fonics, readng' })).toEqual(['Phonics for beginners']);
  expect(await titles({ text: 'phonics swimming' })).toEqual([]);
  expect(await titles({ text: ' … ' })).toHaveLength(3);
  // Beyond eight words nothing is looked for.
  const eight = 'phonics for beginners reading in the early years';
  expect(await titles({ text: eight })).toEqual(['Phonics for beginners']);
  expect(await titles({ text: `${eight} swimming` })).toEqual(['Phonics for beginners']);
  expect(await titles({ text: `swimming ${eight}` })).toEqual([]);
});

test('what is withdrawn is for sale until its day, and is still there for whoever bought it', async () => {
  const gone = offer({ title: 'Withdrawn soon' });
  await inTx(async (tx) => {
    await catalogue.publish(tx, gone);
    await tx.query('UPDATE catalogue.offer SET withdrawn_on = $3 WHERE operator_id = $1 AND offer_id = $2', [
      tx.operatorId,
      gone.offerId,
      '2026-10-01',
    ]);
  });
  const only = { offerIds: [gone.offerId] };
  expect(await titles({ ...only, on: day('2026-09-30') })).toEqual(['Withdrawn soon']);
  expect(await titles({ ...only, on: day('2026-10-01') })).toEqual([]);
  expect(await titles({ ...only, on: day('2026-10-01'), withdrawn: true })).toEqual(['Withdrawn soon']);
  expect((await inTx((tx) => catalogue.offer(tx, gone.offerId, day('2027-01-01')))).withdrawnOn).toEqual(
    day('2026-10-01'),
  );
});

test('an offer that is not there is not found', async () => {
  await expect(inTx((tx) => catalogue.offer(tx, newId()))).rejects.toMatchObject({
    code: 'platform.not-found',
  });
});

test('offers and prices are set by the operator’s administrator, not by who sells or buys, and no price in the past', async () => {
  const { operatorId } = staff;
  const others: Actor[] = [
    { ...staff, role: 'broker' },
    partyActor(operatorId, gold.providerId, 'manager'),
    partyActor(operatorId, newId(), 'administrator'),
  ];
  for (const other of others)
    for (const attempt of [
      db.tx(other, (tx) => catalogue.publish(tx, offer({}))),
      db.tx(other, (tx) => catalogue.price(tx, phonics.offerId, price({ amount: 1n }))),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'platform.forbidden' });
  const priced = (startsOn: string) =>
    db.tx({ ...staff, role: 'administrator' }, (tx) =>
      catalogue.price(tx, phonics.offerId, price({ amount: 12_000n, startsOn: day(startsOn) })),
    );
  await expect(priced('2026-08-31')).rejects.toMatchObject({ code: 'catalogue.past-price' });
  await priced('2026-09-01');
  expect((await inTx((tx) => catalogue.offer(tx, phonics.offerId))).prices).toMatchObject([
    { amount: 12_000n },
  ]);
});

test('the trail says what was published, by whom it is sold, and at what prices', async () => {
  const told = await inTx((tx) =>
    tx.query(
      `SELECT verb, subject_id AS id, about_organisation_id AS about, details FROM platform.audit
        WHERE operator_id = $1 AND subject_id = $2 ORDER BY seq`,
      [tx.operatorId, gold.offerId],
    ),
  );
  expect(told).toHaveLength(1 + gold.prices.length);
  expect(told[0]).toMatchObject({
    verb: 'catalogue.price',
    details: { from: '2025-04-01', unit: 'GBP', basis: 'flat', amount: '600000' },
  });
  expect(told.at(-1)).toEqual({
    verb: 'catalogue.publish',
    id: gold.offerId,
    about: gold.providerId,
    details: { kind: 'plan', slug: gold.slug },
  });
});

test('an offer is for a need and of a kind of service that its operator has, and the law takes it for one of its own', async () => {
  const words = new Vocabularies();
  const offerId = await db.tx(staff, async (tx) => {
    await words.add(tx, 'needs', { code: 'music', label: 'Music' });
    await words.add(tx, 'service_types', { code: 'choir', label: 'Choir days', taxed_as: 'teaching-staff' });
    const own = offer({ title: 'A choir for a day', need: 'music', serviceType: 'choir' });
    await catalogue.publish(tx, own);
    return own.offerId;
  });
  expect(await db.tx(staff, (tx) => catalogue.offer(tx, offerId))).toMatchObject({
    need: 'music',
    needLabel: 'Music',
    serviceType: 'choir',
    taxedAs: 'teaching-staff',
  });
  for (const over of [{ need: 'dance' }, { serviceType: 'dance' }])
    await expect(db.tx(staff, (tx) => catalogue.publish(tx, offer(over)))).rejects.toMatchObject({
      code: 'operating-model.no-such-word',
    });
});

test('what an offer costs and a plan grants is in units of the operator’s, as they are called there', async () => {
  const words = new Vocabularies();
  const hours = { code: 'HOUR', label: 'Coaching hours', one: 'hour', many: 'hours', places: 2 };
  const inHours = price({ unit: 'HOUR', amount: 150n });
  const grants = [{ unit: 'HOUR', pool: 'pool', amount: 600n, label: 'coaching hours' }];
  const publish = (over: Partial<NewOffer>) =>
    db.tx(staff, async (tx) => {
      const own = offer(over);
      await catalogue.publish(tx, own);
      return catalogue.offer(tx, own.offerId);
    });
  const coaching = { title: 'Coaching', accepts: ['HOUR'] as const, prices: [inHours], grants };
  for (const over of [{ prices: [inHours] }, { grants }, { accepts: ['HOUR'] as const }])
    await expect(publish(over)).rejects.toMatchObject({
      code: 'operating-model.no-such-word',
      message: 'There is no unit “HOUR” here. There are: DAY, CREDIT, PLACE.',
    });
  await db.tx(staff, (tx) => words.add(tx, 'units', hours));
  const published = await publish(coaching);
  expect(published).toMatchObject({
    accepts: ['HOUR'],
    prices: [{ amount: 150n }],
    grants: [{ amount: 600n }],
  });
  expect([published.prices[0]!.unit, published.grants[0]!.unit]).toEqual([hours, hours]);
  // Not even the owner of the tables writes a price in what nobody counts, or a means that is none.
  for (const statement of [
    `INSERT INTO catalogue.plan_grant (operator_id, offer_id, position, unit, pool, amount, label) VALUES ($1, $2, 9, 'MILE', 'pool', 1, 'miles')`,
    `INSERT INTO catalogue.price (operator_id, offer_id, unit, for_schools, starts_on, basis, amount, minimum, bands, illustrative, source)
     VALUES ($1, $2, 'MILE', 'any', '2026-09-01', 'flat', 1, 0, '[]', true, 'test')`,
    `UPDATE catalogue.offer SET accepts = '{money,barter}' WHERE operator_id = $1 AND offer_id = $2`,
  ])
    await expect(inTx((tx) => tx.query(statement, [tx.operatorId, published.offerId]))).rejects.toMatchObject(
      { code: expect.stringMatching(/^(23503|23514|42501)$/) },
    );
  // An ended one is granted and asked no more; what was published with it stays as it is.
  await db.tx({ ...staff, role: 'administrator' }, (tx) => words.end(tx, 'units', 'HOUR', tx.today));
  expect((await inTx((tx) => catalogue.offer(tx, published.offerId))).prices[0]!.unit).toEqual(hours);
});

test('no price is below nothing, no grant nothing, and of one kind of price one begins on a day', async () => {
  const publish = (over: Partial<NewOffer>) => inTx((tx) => catalogue.publish(tx, offer(over)));
  const days = (amount: bigint) => ({ unit: 'DAY', pool: 'entitlement', amount, label: 'Days' });
  for (const below of [{ amount: -1n }, { minimum: -1n }])
    await expect(publish({ prices: [price(below)] })).rejects.toThrow('A price is not below nothing.');
  for (const amount of [0n, -1n])
    await expect(publish({ kind: 'plan', tier: 1, grants: [days(1n), days(amount)] })).rejects.toThrow(
      'A plan grants more than nothing.',
    );
  await expect(publish({ accepts: ['fund'] })).rejects.toThrow('A course is paid with');
  await publish({ prices: [price({ amount: 0n })] });
  await expect(publish({ prices: [price({}), price({ amount: 1n })] })).rejects.toThrow(
    'There is such a price from 1 April 2026 already. Choose a later day.',
  );
  // What else is wrong is not said to be that.
  await expect(publish({ prices: [price({ basis: null as never })] })).rejects.toThrow('null value');
});
