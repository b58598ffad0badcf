import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { opensFor } from '#identity';
import type { Role } from '#platform';
import { addressOf, isApi } from '../access/attack.js';
import { countReads, type Cost } from '../access/counting.js';
import { crawl } from '../access/crawl.js';
import { send } from '../access/http.js';
import { setStage, type Stage } from '../access/stage.js';
import { readTables } from '../isolation/catalogue.js';
import { idsOf } from '../isolation/victims.js';
import { openFacades, type Facades } from '../scenarios/scene.js';
import { longAgo, partiesOf, past, rare, type Parties } from './history.js';

/**
 * What a page may ask of the database (ADR 22). Who is signed in is one statement of it, and opening a transaction another: BEGIN,
 * its settings and the clock are one round trip. The end of a transaction is none.
 */
const most = { home: 11, other: 6 };
/** Pages that still ask more, each with its number. It may only fall. */
const more: Readonly<Record<string, number>> = {
  // A new request with its shortlist: the request, whom it was offered to, what the operator has chosen, the days by which it is due, the
  // school's term and its credits, and who could do it. They are facts of five contexts, and each a rule of its own: those of a
  // term, of working days and of credits are no SQL, and would have to be said twice.
  '/brokerage/:requestId': 9,
  // What is sold, to whom and by whom, what they may pay with (their authority's funds, and what they hold), what they may order alone, and what the
  // operator does with what is held when it ends.
  '/purchases/new': 7,
  // The same of a service; of what the school holds only where the offer takes it, and of the limit where that does not suffice.
  '/catalogue/:offerId': 7,
};
/** How much longer history becomes. */
const many = 500;
/**
 * Pages that read some rows more for one more thing that is done with, most of them because they say how many there are of what they list. They
 * are asked for by who wants the past, and not by everybody each morning as a home is. It may only fall.
 */
const counts: Readonly<Record<string, number>> = {
  '/brokerage': 1,
  '/course-dates': 1,
  '/deliveries': 1,
  '/documents': 2,
  '/places': 2,
  '/purchases': 1,
  '/support': 1,
  '/visits': 2,
  '/wallets/:walletId': 1,
  '/settings/words/:vocabulary/:code': 2,
  // With its sums, and the months in which something was issued.
  '/finance/documents': 2,
  // A school's agreements are few, in any state.
  '/agreements': 3,
  '/agreements/:agreementId': 1,
  '/agreements/:agreementId/approval': 1,
  '/agreements/:agreementId/term-end': 1,
  // What is not offered any more is looked at before it is left out.
  '/catalogue': 1,
  '/catalogue/compare': 1,
  '/course-dates/new': 1,
  '/offers': 1,
  '/parties/:organisationId/agreement': 1,
  '/purchases/new': 1,
  // Of funds what is left is worked out from all their wallets, and of schools what they had.
  '/authority/schools': 2,
  '/funds': 2,
  '/funds/:fundId': 3,
  '/funds/:fundId/earmark': 2,
  '/funds/:fundId/earmark/:schoolId': 2,
  '/funds/:fundId/opened': 2,
  '/funds/:fundId/wallets/:walletId': 1,
  '/funds/:fundId/wallets/:walletId/earmarked': 2,
  '/home as budget-holder': 4,
  '/home as commissioner': 4,
  // The mean of all ratings, and what was billed altogether.
  '/home as manager': 2,
};
const limitOf = (path: string): number => more[path] ?? (path === '/home' ? most.home : most.other);

let stage: Stage;
let scene: Facades;
let parties: Parties;
beforeAll(async () => {
  stage = await setStage();
  scene = await openFacades(stage.config);
  parties = await partiesOf(stage, scene);
  await rare(stage, parties);
  await past(scene, parties, 55);
  await stage.owner.query('ANALYZE');
}, 600_000);
afterAll(async () => {
  await scene?.close();
  await stage?.close();
});

interface Visited {
  readonly role: Role;
  readonly path: string;
  readonly href: string;
}

/** Addresses that take more than their route to say. */
const asks: Readonly<Record<string, () => string>> = {
  '/agreements/new': () => `?plan=${offerId(parties.operatorId, 'silver')}`,
  '/purchases/new': () => `?offer=${offerId(parties.operatorId, 'safeguarding-review')}`,
};
/** No page of somebody who is signed in. */
const none = ['/', '/sign-in', '/confirm-appointment', '/health/live', '/health/ready', '/theme/:sheet'];

/** An address of every page as each role that may see it: one that a link leads to, or else one with ids that it has seen elsewhere. */
async function everyPage(): Promise<Visited[]> {
  const known = await idsOf(stage.owner, await readTables(stage.owner), { operatorId: parties.operatorId });
  const pages = stage.routes.filter(
    (route) => route.method === 'GET' && !isApi(route) && !none.includes(route.path),
  );
  // Two ids that belong together, deeper than links are followed; and what costs the most of its kind.
  const { rows } = await stage.owner.query<{ key: string; person: string; request: string }>(
    `SELECT (SELECT concat('/brokerage/', r.request_id) FROM delivery.request r WHERE r.operator_id = $1 AND r.withdrawn_on IS NULL AND r.closed_on IS NULL
          AND NOT EXISTS (SELECT FROM delivery.proposal p WHERE p.operator_id = r.operator_id AND p.request_id = r.request_id AND p.state IN ('proposed', 'consented')) LIMIT 1) AS request,
       concat('/parties/', k.organisation_id, '/keys/', k.api_key_id) AS key, concat('/parties/', a.organisation_id, '/people/', a.appointment_id) AS person
       FROM identity.api_key k JOIN identity.appointment a USING (operator_id) WHERE operator_id = $1 AND k.revoked_at IS NULL AND a.role = 'headteacher' AND a.until_date IS NULL LIMIT 1`,
    [parties.operatorId],
  );
  const deeper: Readonly<Record<string, string>> = {
    '/parties/:organisationId/keys/:apiKeyId': rows[0]!.key,
    '/parties/:organisationId/people/:appointmentId': rows[0]!.person,
    // Services, which somebody may have to approve; the one to buy may be paid with credits too.
    '/catalogue/:offerId': `/catalogue/${offerId(parties.operatorId, 'leadership-review')}`,
    '/purchases/new': `/purchases/new?offer=${offerId(parties.operatorId, 'safeguarding-review')}`,
    // Nobody is asked for it yet, so it has a shortlist.
    '/brokerage/:requestId': rows[0]!.request,
  };
  const found: Visited[] = [];
  for (const [role, browser] of stage.people) {
    const { routes } = await crawl(stage.address, stage.routes, browser, role);
    const seen = idsIn(routes);
    const opens = async (href: string) => (await send(stage.address, href, browser)).status === 200;
    for (const route of pages.filter(({ who }) => opensFor(who, true, role))) {
      const { path } = route;
      const others = Array.from({ length: 8 }, (_, n) =>
        addressOf(
          route,
          new Map(
            [...known, ...seen, ...organisations()].map(([name, ids]) => [name, [ids[n % ids.length]!]]),
          ),
        ),
      );
      for (const href of [
        ...(deeper[path] ? [deeper[path]] : []),
        ...(routes.get(path) ?? []),
        ...others.map((href) => href + (asks[path]?.() ?? '')),
      ]) {
        if (!(await opens(href))) continue;
        found.push({ role, path, href });
        break;
      }
    }
  }
  const opened = new Set(found.map(({ path }) => path));
  expect(pages.map(({ path }) => path).filter((path) => !opened.has(path))).toEqual([]);
  return found;
}

const organisations = () =>
  [
    ['school_id', [parties.school, parties.other]],
    ['organisation_id', [parties.school, parties.other]],
  ] as const;

/** The ids of the addresses that were followed, by the column that each stands for. */
function idsIn(routes: ReadonlyMap<string, readonly string[]>): Map<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const [path, hrefs] of routes)
    for (const [index, word] of path.split('/').entries()) {
      const column = word.slice(1).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const those = hrefs.map((href) => href.split(/[?#]/)[0]!.split('/')[index]!);
      if (word.startsWith(':')) ids.set(column, [...(ids.get(column) ?? []), ...those]);
    }
  return ids;
}

/** What each costs, one after the other. */
async function costsOf(pages: readonly Visited[]): Promise<(Visited & Cost & { status: number })[]> {
  const costs = [];
  for (const page of pages) {
    const browser = stage.people.get(page.role)!;
    const { status, cost } = await send(stage.address, page.href, { ...browser, headers: countReads });
    costs.push({ ...page, ...cost, status });
  }
  return costs;
}

test('every page keeps to its statements, and asks and reads no more for a longer history', async () => {
  const pages = await everyPage();
  const before = await costsOf(pages);
  expect(
    before
      .filter(({ path, statements }) => statements > limitOf(path))
      .map(({ role, path, statements }) => `${path} as ${role}: ${statements}`),
  ).toEqual([]);
  await longAgo(stage, parties, many);
  const after = await costsOf(pages);
  // What fills a list that had room left is a page of rows at most.
  const each = (less: number, more: number) => Math.round((more - less) / many);
  expect(
    after.flatMap(({ role, path, status, statements, rows, read }, index) => {
      const earlier = before[index]!;
      const grows = [
        ...(status === earlier.status ? [] : [`answers ${status}`]),
        ...(statements === earlier.statements
          ? []
          : [`${earlier.statements} statements, then ${statements}`]),
        ...(each(earlier.rows, rows) ? [`${each(earlier.rows, rows)} rows`] : []),
        ...(each(earlier.read, read) > (counts[`${path} as ${role}`] ?? counts[path] ?? 0)
          ? [`reads ${each(earlier.read, read)}`]
          : []),
      ];
      return grows.map((what) => `${path} as ${role}: ${what}`);
    }),
  ).toEqual([]);
  // The rest is there, and the page says how much.
  const { body } = await send(stage.address, '/purchases?page=3', stage.people.get('headteacher')!);
  expect(body).toMatch(/101 to 150 of [56]\d\d/);
}, 600_000);
