import pg from 'pg';
import { sized, type Measure } from './measure.js';
import type { Stage } from './stage.js';
import { beside, cookieOf, startWeb } from './web.js';

const offers = sized(10_000);
/** Browsing, words, words mistyped, filters and a page further on, in equal parts. */
const searches = [
  '/catalogue',
  '/catalogue?q=phonics+workshop',
  '/catalogue?q=fonics+worksop',
  '/catalogue?q=safeguarding&kind=course',
  '/catalogue?need=finance&pay=credits&page=3',
];

/** A school looks through a large catalogue: the web program as it ships, beside a page that asks the database nothing but who is there. */
export async function bench(stage: Stage): Promise<Measure[]> {
  const config = await stage.storyDatabase('catalogue');
  const owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  try {
    await publish(owner);
    const { address, stop } = await startWeb(config);
    try {
      const cookie = await cookieOf(owner, address, 'headteacher');
      const work = `catalogue search, 20 of ${offers.toLocaleString('en-GB')} offers at the school’s price`;
      return [
        await beside(
          address,
          { name: 'a static page, signed in', paths: ['/accessibility'], cookie },
          { name: work, paths: searches, cookie },
          0.5,
        ),
      ];
    } finally {
      await stop();
    }
  } finally {
    await owner.end();
  }
}

/** Made-up offers of eighty schools, each with a price in money and in credits; courses have dates ahead. */
async function publish(owner: pg.Client): Promise<void> {
  await owner.query(
    `INSERT INTO catalogue.offer (operator_id, offer_id, slug, provider_id, kind, title, summary, need, service_type, accepts, cfr_code, aar_code, published_on)
     SELECT operator.operator_id, gen_random_uuid(), 'bench-' || n, provider.organisation_id, (ARRAY['day', 'service', 'course'])[1 + n % 3],
            initcap(about) || ' ' || form || ' for ' || people || ' ' || n,
            'How ' || people || ' bring on ' || about || ': a ' || form || ' with tasks between meetings, materials to keep and a follow-up visit for the whole school.',
            (ARRAY['leadership', 'teaching', 'governance', 'finance', 'hr'])[1 + (n / 30) % 5], 'training',
            (ARRAY['{money}', '{money,fund}', '{entitlement,money}', '{free,credits,money}', '{credits,money,fund}'])[1 + n % 5]::text[], 'E09', 'SDT', '2026-04-01'
       FROM platform.operator, generate_series(1, $1) n
       JOIN (SELECT organisation_id, row_number() OVER (ORDER BY organisation_id) - 1 AS place, count(*) OVER () AS of FROM (SELECT organisation_id FROM directory.organisation WHERE kind = 'school' ORDER BY 1 LIMIT 80) school) provider ON provider.place = n % provider.of
       CROSS JOIN LATERAL (SELECT
         (ARRAY['phonics', 'mathematics', 'reading', 'writing', 'safeguarding', 'budgeting', 'recruitment', 'attendance', 'behaviour', 'science', 'music', 'history', 'assessment', 'curriculum', 'coaching', 'wellbeing'])[1 + n * 7 % 16] AS about,
         (ARRAY['workshop', 'review', 'audit', 'programme', 'network', 'briefing', 'seminar', 'clinic', 'conference'])[1 + n / 16 % 9] AS form,
         (ARRAY['leaders', 'governors', 'teachers', 'assistants', 'headteachers', 'bursars', 'mentors', 'trainees', 'clerks', 'parents'])[1 + n / 3 % 10] AS people) words`,
    [offers],
  );
  await owner.query(
    `INSERT INTO catalogue.price (operator_id, offer_id, starts_on, unit, for_schools, basis, amount, minimum, illustrative, source)
     SELECT operator_id, offer_id, '2026-04-01', unit, 'any', CASE unit WHEN 'GBP' THEN 'per-pupil' ELSE 'flat' END, 250, 10000, false, 'made up for a bench'
       FROM catalogue.offer, unnest(ARRAY['GBP', 'CREDIT', 'DAY']) unit WHERE slug LIKE 'bench-%'`,
  );
  await owner.query('VACUUM ANALYZE');
}
