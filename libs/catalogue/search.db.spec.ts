import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { Catalogue, facets, type Facet, type NewOffer, type OfferSearch } from '#catalogue';
import { Vocabularies } from '#operating-model';
import { newId, type Actor, type Database, type Tx } from '#platform';
import { partyActor, testConfig, testDatabase, testOperator } from '#testing';

const catalogue = new Catalogue(new Vocabularies());
const [council, academy] = [newId(), newId()];
let db: Database;
let staff: Actor;
let school: Actor;

const offer = (over: Partial<NewOffer>): NewOffer => {
  const offerId = newId();
  return {
    offerId,
    slug: `offer-${offerId}`,
    providerId: council,
    kind: 'service',
    title: 'An offer',
    summary: '',
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
const values = Object.fromEntries(facets.map((facet) => [facet, 10])) as Record<Facet, number>;
const search = (asked: Partial<OfferSearch>, actor = school) =>
  db.tx(actor, (tx) => catalogue.search(tx, { values, limit: 20, offset: 0, ...asked }));
const titles = async (text: string) => (await search({ text })).offers.map(({ title }) => title);
/** `{ teaching: 2 }`: how many offers each value of a facet would leave. */
const counted = async (facet: Facet, asked: Partial<OfferSearch>) =>
  Object.fromEntries((await search(asked)).counts[facet].values.map(({ value, offers }) => [value, offers]));

beforeAll(async () => {
  db = await testDatabase();
  ({ staff } = await testOperator(db));
  school = partyActor(staff.operatorId, newId());
  const { staff: another } = await testOperator(db);
  await publish(another, [offer({ title: 'Phonics of another operator' })]);
  await publish(staff, [
    offer({ kind: 'plan', title: 'Gold', need: 'leadership', tier: 2, summary: 'Everything, phonics too.' }),
    offer({ kind: 'plan', title: 'Bronze', need: 'leadership', tier: 1 }),
    offer({ kind: 'course', title: 'Phonics for leaders', accepts: ['free', 'credits', 'money'] }),
    offer({
      kind: 'course',
      title: 'Early reading',
      summary: 'Phonics for children of five.',
      accepts: ['credits'],
    }),
    offer({
      title: 'Governing in hard times',
      need: 'governance',
      providerId: academy,
      accepts: ['money', 'fund'],
    }),
  ]);
});
afterAll(() => db.onApplicationShutdown());

const publish = (actor: Actor, offers: readonly NewOffer[]) =>
  db.tx(actor, async (tx) => {
    for (const one of offers) await catalogue.publish(tx, one);
  });

test('a page has its offers in the order of the list, and says how many there are', async () => {
  const all = ['Bronze', 'Gold', 'Early reading', 'Governing in hard times', 'Phonics for leaders'];
  const page = async (offset: number) => {
    const { offers, total } = await search({ limit: 2, offset });
    return [offers.map(({ title }) => title), total];
  };
  expect(await page(0)).toEqual([all.slice(0, 2), 5]);
  expect(await page(2)).toEqual([all.slice(2, 4), 5]);
  expect(await page(4)).toEqual([all.slice(4), 5]);
  expect(await page(6)).toEqual([[], 5]);
});

test('a facet says what each of its values would leave under what is chosen of the others', async () => {
  expect(await counted('need', {})).toEqual({ leadership: 2, teaching: 2, governance: 1 });
  expect(await counted('means', {})).toEqual({ money: 4, credits: 2, free: 1, fund: 1 });
  expect(await counted('provider', {})).toEqual({ [council]: 4, [academy]: 1 });
  const chosen = { kind: ['course', 'service'], means: ['money'] };
  expect(await counted('need', { chosen })).toEqual({ teaching: 1, governance: 1 });
  expect(await counted('kind', { chosen })).toEqual({ plan: 2, course: 1, service: 1 });
  expect(await counted('means', { chosen })).toEqual({ money: 2, credits: 2, free: 1, fund: 1 });
  expect((await search({ chosen })).total).toBe(2);
  expect((await search({ chosen: { ...chosen, need: ['finance'] } })).total).toBe(0);
  // Of the offers that have the words, where there are words.
  expect(await counted('kind', { text: 'phonics' })).toEqual({ plan: 1, course: 2 });
  expect(await counted('kind', { text: 'phonics', chosen: { means: ['credits'] } })).toEqual({ course: 2 });
});

test('of a facet with many values those with most offers are counted, and those chosen whatever they have', async () => {
  const { counts } = await search({ values: { ...values, need: 2 }, chosen: { need: ['governance'] } });
  expect(counts.need.values.map(({ value }) => value)).toContain('governance');
  expect(counts.need).toMatchObject({ values: { length: 2 }, more: true });
  expect((await search({})).counts.need.more).toBe(false);
});

test('words are found in any of their forms, by their beginning and mistyped; in the title before elsewhere', async () => {
  expect(await titles('phonics')).toEqual(['Gold', 'Phonics for leaders', 'Early reading']);
  expect(await titles('child, read')).toEqual(['Early reading']);
  expect(await titles('gov')).toEqual(['Governing in hard times']);
  expect(await titles('fonics leders')).toEqual(['Phonics for leaders']);
  expect(await titles('erly raeding')).toEqual(['Early reading']);
  expect(await titles('phonics swimming')).toEqual([]);
  expect(await titles(`' :* & ! (`)).toHaveLength(5);
});

test('what is withdrawn, or was changed, counts as what it is on the day', async () => {
  const gone = offer({ title: 'Gone by October', need: 'finance' });
  await publish(staff, [gone]);
  const change = (set: string) =>
    db.tx(staff, (tx) =>
      tx.query(`UPDATE catalogue.offer SET ${set} WHERE operator_id = $1 AND offer_id = $2`, [
        tx.operatorId,
        gone.offerId,
      ]),
    );
  await change(`withdrawn_on = '2026-10-01'`);
  expect(await counted('need', {})).toMatchObject({ finance: 1 });
  await change(`need = 'hr'`);
  expect(await counted('need', {})).toMatchObject({ hr: 1 });
  await change(`withdrawn_on = '2026-09-01'`);
  expect(Object.keys(await counted('need', {})).sort()).toEqual(['governance', 'leadership', 'teaching']);
  expect((await search({})).total).toBe(5);
  expect((await search({ text: 'gone' })).total).toBe(0);
});

test('among 10,000 offers the indexes find mistyped words, and a page stays as long as it is', async () => {
  const { staff: large } = await testOperator(db);
  const buyer = partyActor(large.operatorId, newId());
  await fill(large, 10_000);
  await analysed();
  const relations = ['offer_words', 'word_alike', 'offer_order', 'offer', 'word'];
  /** How often this connection looked into each index, or read each table from end to end. */
  const counts = async (tx: Tx) =>
    Promise.all(
      relations.map(async (name) => {
        const sql = 'SELECT pg_stat_get_xact_numscans($1::regclass) AS scans';
        return (await tx.query<{ scans: bigint }>(sql, [`catalogue.${name}`]))[0]!.scans;
      }),
    );
  const scans = (text: string) =>
    db.tx(buyer, async (tx) => {
      const before = await counts(tx);
      const found = await catalogue.search(tx, { text, values, limit: 20, offset: 0 });
      const used = (await counts(tx)).map((count, index) => Number(count - before[index]!));
      return { found, used: Object.fromEntries(relations.map((name, index) => [name, used[index]])) };
    });
  const mistyped = await scans('safegarding reveiw');
  expect(mistyped.used).toEqual({ offer_words: 1, word_alike: 2, offer_order: 0, offer: 0, word: 0 });
  expect(mistyped.found.total).toBe(100);
  expect(mistyped.found.offers).toHaveLength(20);
  const typed = await scans('safeguarding review');
  expect(typed.used).toEqual({ offer_words: 1, word_alike: 0, offer_order: 0, offer: 0, word: 0 });
  const browsed = await scans('');
  expect(browsed.used).toEqual({ offer_words: 0, word_alike: 0, offer_order: 1, offer: 0, word: 0 });
  expect(browsed.found.total).toBe(10_000);
  expect(browsed.found.offers).toHaveLength(20);
  expect(browsed.found.counts.provider).toMatchObject({ values: { length: 10 }, more: true });
}, 120_000);

/** Made-up offers of eighty providers; every hundredth is a review of safeguarding. */
const fill = (actor: Actor, many: number) =>
  db.tx(actor, (tx) =>
    tx.query(
      `INSERT INTO catalogue.offer (operator_id, offer_id, slug, provider_id, kind, title, summary, need, service_type, accepts, cfr_code, aar_code, published_on)
       SELECT $1, gen_random_uuid(), 'offer-' || n, md5((n % 80)::text)::uuid, CASE WHEN n % 3 = 0 THEN 'course' ELSE 'service' END,
              CASE WHEN n % 100 = 0 THEN 'Safeguarding review ' ELSE 'Offer ' END || n, 'For word' || (n % 3000) || 'ing and thing' || (n * 7 % 2000) || 's.',
              (ARRAY['leadership', 'teaching', 'governance', 'finance', 'hr'])[1 + n % 5], 'training',
              CASE WHEN n % 2 = 0 THEN '{money}'::text[] ELSE '{credits,money}' END, 'E09', 'SDT', '2026-09-01'
         FROM generate_series(1, $2) n`,
      [tx.operatorId, many],
    ),
  );

/** As the server does by itself in a while. */
async function analysed(): Promise<void> {
  const owner = new pg.Client({ connectionString: testConfig().DATABASE_URL });
  await owner.connect();
  await owner.query('ANALYZE catalogue.offer, catalogue.word, catalogue.offer_count');
  await owner.end();
}
