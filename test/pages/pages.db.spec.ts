import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { opensFor } from '#identity';
import type { Role } from '#platform';
import { addressOf, isApi } from '../access/attack.js';
import type { Cost } from '../access/counting.js';
import { crawl } from '../access/crawl.js';
import { send } from '../access/http.js';
import { setStage, type Stage } from '../access/stage.js';
import { readTables } from '../isolation/catalogue.js';
import { idsOf } from '../isolation/victims.js';
import { openFacades, type Facades } from '../scenarios/scene.js';
import { partiesOf, past, rare, type Parties } from './history.js';

/**
 * What a page may ask of the database (ADR 22). Who is signed in is one statement of it, and opening a transaction another: BEGIN,
 * its settings and the clock are one round trip. The end of a transaction is none.
 */
const most = { home: 12, other: 6 };
/** Pages that still ask more, each with its number. It may only fall. */
const more: Readonly<Record<string, number>> = {
  // A new request with its shortlist: the school, its term, its credits, the rules and the candidates, besides the board's own.
  '/brokerage/:requestId': 10,
  // What is sold, to whom, what they may pay with, and where there is a limit: the limit, its days and what was ordered in them.
  '/courses/:sessionId': 9,
  '/purchases/new': 9,
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
  '/purchases/new': () => `?offer=${offerId(parties.operatorId, 'leadership-review')}`,
};
/** No page of somebody who is signed in. */
const none = ['/', '/sign-in', '/confirm-appointment', '/health/live', '/health/ready', '/theme/:sheet'];

/** An address of every page as each role that may see it: one that a link leads to, or else one with ids that it has seen elsewhere. */
async function everyPage(): Promise<Visited[]> {
  const known = await idsOf(stage.owner, await readTables(stage.owner), { operatorId: parties.operatorId });
  const pages = stage.routes.filter(
    (route) => route.method === 'GET' && !isApi(route) && !none.includes(route.path),
  );
  // Two ids that belong together, deeper than links are followed.
  const { rows } = await stage.owner.query<{ href: string }>(
    `SELECT concat('/parties/', organisation_id, '/keys/', api_key_id) AS href FROM identity.api_key WHERE revoked_at IS NULL`,
  );
  const deeper: Readonly<Record<string, string>> = {
    '/parties/:organisationId/keys/:apiKeyId': rows[0]!.href,
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
        ...(routes.get(path) ?? []),
        ...(deeper[path] ? [deeper[path]] : []),
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
    const { status, cost } = await send(stage.address, page.href, stage.people.get(page.role)!);
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
  await past(scene, parties, 55);
  expect(await costsOf(pages)).toEqual(before);
  // The rest is there, and the page says how much.
  const { body } = await send(stage.address, '/purchases?page=3', stage.people.get('headteacher')!);
  expect(body).toMatch(/101 to 11\d of 11\d/);
}, 600_000);
