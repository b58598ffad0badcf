import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { roleName } from '#identity';
import { roles } from '#platform';
import type { Route } from '../../apps/boot/routes.js';
import { readTables } from '../isolation/catalogue.js';
import { idsOf, marksOf } from '../isolation/victims.js';
import {
  addressOf,
  disguises,
  eightAtATime,
  givesNothing,
  isApi,
  methodOf,
  nameOf,
  outcomeOf,
  sentBy,
  spellings,
  tryRoute,
  type Attacker,
  type Outcome,
} from './attack.js';
import { crawl } from './crawl.js';
import { browse, send, type Browser } from './http.js';
import { setStage, type Stage } from './stage.js';

/** Every route that the code declares is tried by everyone there is: a new one too, without anybody remembering to. */
let stage: Stage;
let attackers: Attacker[];
let ids: Map<string, readonly string[]>;
const madeUp = new Map<string, readonly string[]>();
let matrix: string;

beforeAll(async () => {
  stage = await setStage();
  const { keys, people, unchosen, owner, created } = stage;
  const stranger = await browse(stage.address);
  attackers = [
    { name: 'nobody', browser: stranger },
    { name: 'undecided', browser: unchosen },
    ...roles.map((role) => ({ name: role, browser: people.get(role)! })),
    ...Object.entries(keys).map(([name, key]) => ({ name: `${name} key`, key, browser: stranger })),
  ];
  const operator = { operatorId: created.operatorId };
  ids = new Map(await idsOf(owner, await readTables(owner), operator));
  ids.set('organisation_id', [created.schools[0]!.organisationId]);
  ids.set('school_id', [created.schools[0]!.organisationId]);
  matrix = readFileSync('docs/who-may.md', 'utf8');
}, 600_000);
afterAll(() => stage?.close());

const marks = async () =>
  marksOf(stage.owner, await readTables(stage.owner), { operatorId: stage.created.operatorId });

/** What the published matrix says will happen. */
function promised(route: Route, { name, key }: Attacker): Outcome {
  const row = matrix.split('\n').find((line) => line.startsWith(`| \`${nameOf(route)}\` `));
  if (!row) throw new Error(`docs/who-may.md does not have ${nameOf(route)}`);
  const section = matrix.slice(0, matrix.indexOf(row)).split('\n## ').at(-1)!.split('\n')[0];
  const cells = row.split('|').map((cell) => cell.trim());
  if (section === 'Everyone') return 'in';
  if (section === 'The API') {
    if (!key || name === 'revoked key' || name === 'unknown key') return 'no key';
    if (name === 'reading key' && methodOf(route) !== 'GET') return 'not this key';
    return cells[name === 'operator key' ? 4 : 3] === 'yes' ? 'in' : 'not this key';
  }
  if (key || name === 'nobody') return 'sign in';
  if (section === 'Whoever signed in') return 'in';
  if (name === 'undecided') return 'choose';
  const role = roles.find((one) => one === name)!;
  const head = matrix.split('\n').find((line) => line.includes(roleName('headteacher')))!;
  const column = head
    .split('|')
    .map((cell) => cell.trim())
    .indexOf(roleName(role));
  return cells[column] === 'yes' ? 'in' : 'not your role';
}

test('docs/who-may.md is current', () => {
  expect(matrix).toBe(stage.matrix);
});

test('whatever is served is a route that names who may use it', () => {
  const named = new Set(stage.routes.map(({ path }) => path.replace('*', '')));
  // The files of the look, which are the same for everyone.
  const files = /^\/assets\//;
  const others = stage.served.filter((url) => !named.has(url.replace('*', '')) && !files.test(url));
  expect(others).toEqual([]);
  expect(stage.routes.length).toBeGreaterThan(150);
});

test('every route lets in whom the matrix names, and nobody else', async () => {
  const wrong: string[] = [];
  const before = await marks();
  // Signing out ends the session that the others need.
  const routes = stage.routes.filter(({ path }) => path !== '/sign-out');
  const tries = routes.flatMap((route) => attackers.map((attacker) => ({ route, attacker })));
  await eightAtATime(tries, async ({ route, attacker }) => {
    const should = promised(route, attacker);
    // Whoever is let in finds nothing there; who is not tries it on what exists.
    const did = await tryRoute(stage.address, route, attacker, should === 'in' ? madeUp : ids);
    if (did !== should) wrong.push(`${nameOf(route)} by ${attacker.name}: ${did}, should be ${should}`);
  });
  expect(wrong).toEqual([]);
  expect(await marks()).toEqual(before);
});

test('a key opens no page, and a session no route of the API, however they are shown', async () => {
  const wrong: string[] = [];
  const { keys, people } = stage;
  const administrator = people.get('administrator')!;
  const shown: Attacker[] = [
    { name: 'a key as the session', browser: { ...administrator, cookie: sessionOf(keys.operator) } },
    { name: 'a session as the key', key: /session_token=([^;]+)/.exec(administrator.cookie)![1] },
    { name: 'a made-up session', browser: { ...administrator, cookie: sessionOf(`${randomUUID()}.abc`) } },
  ];
  const tries = stage.routes
    .filter(({ who }) => who.by === 'role' || who.by === 'key')
    .flatMap((route) => shown.map((attacker) => ({ route, attacker })));
  await eightAtATime(tries, async ({ route, attacker }) => {
    const answer = await send(stage.address, addressOf(route, ids), sentBy(attacker, route));
    const did = outcomeOf(route, answer);
    // A stranger's form has no token to show, which is told before anything else.
    if (did !== (isApi(route) ? 'no key' : 'sign in') && answer.status !== 419)
      wrong.push(`${nameOf(route)} by ${attacker.name}: ${did}`);
  });
  expect(wrong).toEqual([]);
});
const sessionOf = (token: string) => `middletier.session_token=${token}`;

test('no other spelling, method or header of an address opens it', async () => {
  const wrong: string[] = [];
  const before = await marks();
  const tries = stage.routes
    .filter(({ who }) => who.by === 'role' || who.by === 'key')
    .flatMap((route) => strangersTo(route).map((attacker) => ({ route, attacker })));
  await eightAtATime(tries, async ({ route, attacker }) => {
    const path = addressOf(route, ids);
    const sent = sentBy(attacker, route);
    const attempts = [
      ...spellings(path).map((spelt) => [spelt, sent] as const),
      ...disguises
        // What is read at an address may be open to more than what is changed there.
        .filter(({ method }) => method !== 'HEAD' || sent.method === 'GET')
        .map((disguise) => [path, { ...sent, ...disguise }] as const),
    ];
    for (const [spelt, request] of attempts) {
      const answer = await send(stage.address, spelt, request);
      if (!givesNothing(answer))
        wrong.push(`${request.method} ${spelt} by ${attacker.name}: ${answer.status} ${answer.location}`);
    }
  });
  expect(wrong).toEqual([]);
  expect(await marks()).toEqual(before);
});

/** Someone without anything, and someone who may do other things: of a role that is not named, with a session, or a party's key. */
function strangersTo({ who }: Route): Attacker[] {
  const by = (name: string) => attackers.find((one) => one.name === name)!;
  if (who.by === 'key') return [by('chair'), by(who.of === 'operator' ? 'party key' : 'revoked key')];
  const other = roles.find((role) => who.by === 'role' && !who.roles.includes(role));
  return [by('nobody'), by(other ?? 'operator key')];
}

test('an address in another spelling is the same address: what was made once is not made again', async () => {
  const ask = (path: string) =>
    send(stage.address, path, {
      method: 'POST',
      key: stage.keys.party,
      type: 'json',
      headers: { 'idempotency-key': 'once' },
      body: JSON.stringify({
        need: 'teaching',
        details: 'Reading in Years 3 and 4',
        days: { value: 100, unit: 'DAY' },
      }),
    });
  const [first, again] = [await ask('/api/v1/requests'), await ask('/%61pi/v1/%72equests')];
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.location).toBe(first.location);
  expect(JSON.parse(again.body)).toEqual(JSON.parse(first.body));
});

test('every link on every page that a role can reach opens, and every form may be sent', async () => {
  const faults: string[] = [];
  const reached = new Set<string>();
  for (const [role, browser] of stage.people) {
    const crawled = await crawl(stage.address, stage.routes, browser, role);
    faults.push(...crawled.faults);
    for (const path of crawled.routes.keys()) reached.add(path);
  }
  expect(faults).toEqual([]);
  // Pages at which nobody arrives are pages after a form, and those for people who are not signed in.
  expect(reached.size).toBeGreaterThan(50);
});

test('a form without its token changes nothing, on every page that takes one', async () => {
  const wrong: string[] = [];
  const changing = stage.routes.filter((route) => !isApi(route) && methodOf(route) !== 'GET');
  await eightAtATime(changing, async (route) => {
    const role = route.who.by === 'role' ? route.who.roles[0]! : 'headteacher';
    const { cookie } = stage.people.get(role)!;
    for (const body of ['', '_csrf=', '_csrf=abc.def', `_csrf=${stage.people.get('chair')!.token}x`]) {
      const { status } = await send(stage.address, addressOf(route, ids), { method: 'POST', cookie, body });
      if (status !== 419) wrong.push(`${nameOf(route)}: ${status}`);
    }
  });
  expect(changing.length).toBeGreaterThan(30);
  expect(wrong).toEqual([]);
});

test('a token made for one session, or for nobody, changes nothing in another, on every page that takes one', async () => {
  const wrong: string[] = [];
  const changing = stage.routes.filter((route) => !isApi(route) && methodOf(route) !== 'GET');
  const before = await marks();
  const formOf = ({ cookie }: Browser) => /middletier\.form=[^;]*/.exec(cookie)![0];
  const others = [stage.newcomer, await browse(stage.address)];
  await eightAtATime(changing, async (route) => {
    const role = route.who.by === 'role' ? route.who.roles[0]! : 'headteacher';
    const mine = stage.people.get(role)!;
    for (const other of others) {
      // Whoever can plant a cookie has a form's cookie and token that belong together.
      const cookie = mine.cookie.replace(formOf(mine), formOf(other));
      const body = new URLSearchParams({ _csrf: other.token }).toString();
      const answer = await send(stage.address, addressOf(route, ids), { method: 'POST', cookie, body });
      if (answer.status !== 409 || !answer.body.includes('after this form was opened'))
        wrong.push(`${nameOf(route)}: ${answer.status} ${answer.location}`);
    }
  });
  expect(wrong).toEqual([]);
  expect(await marks()).toEqual(before);
});
