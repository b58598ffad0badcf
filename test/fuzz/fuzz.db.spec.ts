import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Route } from '../../apps/boot/routes.js';
import { Doors } from '../../apps/web/kit/doors.js';
import { addressOf, isApi } from '../access/attack.js';
import { send, type Browser } from '../access/http.js';
import { setStage, type Stage } from '../access/stage.js';
import { readTables } from '../isolation/catalogue.js';
import { operationsOf, type Document, type Ids } from '../isolation/routes.js';
import { idsOf } from '../isolation/victims.js';
import { attemptsOnApi, queries } from './api.js';
import { formsOf, walk, type Form } from './forms.js';
import { everyForm, unseen } from './every-form.js';
import {
  hostileCookies,
  hostileForms,
  hostileParts,
  hostileTexts,
  hostileTypes,
  shareOf,
} from './hostile.js';
import { tryAll, unspoken, type Attempt } from './try.js';

/**
 * Every route, as its document and its own pages describe it, is sent what nobody means well by. It answers with a
 * sentence: never with a fault of ours, never after a second of work.
 */
let stage: Stage;
let doors: Doors;
let ids: Ids;

/** A world that nobody has tampered with. */
async function anew(): Promise<void> {
  await stage?.close();
  stage = await setStage();
  doors = new Doors(stage.routes);
  const operator = { operatorId: stage.created.operatorId };
  ids = await idsOf(stage.owner, await readTables(stage.owner), operator);
}
beforeAll(anew, 600_000);
afterAll(() => stage?.close());

/** Whatever was sent, the process still does its work. */
afterEach(async () => {
  expect((await send(stage.address, '/health/ready')).status).toBe(200);
});

const kindOf = (path: string): string => (doors.routeOf(path) ?? doors.routeOf(path, 'POST'))?.path ?? path;

test('every operation of the document, with a party’s key and with the operator’s', async () => {
  const document = JSON.parse((await send(stage.address, '/api/v1/openapi.json')).body) as Document;
  expect(operationsOf(document).length).toBeGreaterThan(45);
  const attempts = [stage.keys.party, stage.keys.operator].flatMap((key) =>
    attemptsOnApi({ document, key, ids }),
  );
  expect(attempts.length).toBeGreaterThan(5000);
  expect(await tryAll(stage.address, attempts)).toEqual([]);
});

/** Last, since they change what every other page shows: what is called off, who may sign in, and the clock, to years ahead. */
const lateness = ({ action }: Form): number =>
  [/\/cancellation/, /\/people/, /^\/clock/].findIndex((late) => late.test(action));

test('every form that a page shows, field by field, to the page after the last', async () => {
  await anew(); // A key has called off what a person may still call off.
  const faults: string[] = [];
  const reached = new Set<string>();
  const kindOfForm = ({ action, fields }: Form) =>
    `${doors.routeOf(action, 'POST')?.path} ${fields.map(([name]) => name).join()}`;
  // What one form makes, another page waits for: everyone looks again, until nobody finds another form.
  let late = false;
  for (;;) {
    const found = (await everyForm(stage, kindOf)).filter(({ form }) => !reached.has(kindOfForm(form)));
    const ahead = found.filter(({ form }) => late || lateness(form) < 0);
    ahead.sort((one, other) => lateness(one.form) - lateness(other.form));
    if (!ahead.length && late) break;
    late ||= !ahead.length;
    for (let next = ahead.shift(); next; next = ahead.shift()) {
      const { form, browser } = next;
      if (form.action === '/sign-out' || reached.has(kindOfForm(form))) continue;
      reached.add(kindOfForm(form));
      faults.push(...(await tryAll(stage.address, attemptsOn(form, browser))));
      // Filled in as a person would, it may lead to the next.
      const answer = await send(stage.address, form.action, {
        method: 'POST',
        cookie: browser.cookie,
        body: encoded(form.fields, browser.token),
      });
      const more = formsOf(form.action, answer.body).filter(({ method }) => method === 'post');
      // What is checked first is confirmed with the same answers.
      if (form.action.endsWith('/check')) more.push({ ...form, action: form.action.replace(/\/check$/, '') });
      ahead.unshift(...more.map((one) => ({ form: one, browser })));
    }
  }
  const addresses = new Set([...reached].map((kind) => kind.split(' ')[0]));
  const takeForms = stage.routes.filter((route) => !isApi(route) && route.method === 'POST');
  const missed = takeForms.filter(({ path }) => !addresses.has(path));
  expect(missed.map(({ path }) => path).filter((path) => !unseen[path])).toEqual([]);
  for (const route of missed.filter(({ path }) => path !== '/sign-out')) {
    const fields = unseen[route.path]!.map((name) => [name, 'An answer'] as const);
    const form: Form = { page: route.path, method: 'post', action: addressOf(route, ids), fields };
    faults.push(...(await tryAll(stage.address, attemptsOn(form, browserOf(route)))));
  }
  expect(faults).toEqual([]);
});

/** Of somebody who may. */
const browserOf = ({ who }: Route): Browser =>
  stage.people.get(who.by === 'role' ? who.roles[0]! : 'headteacher')!;

const formType = { 'content-type': 'application/x-www-form-urlencoded' };

const encoded = (fields: Form['fields'], token: string): string =>
  new URLSearchParams([
    ['_csrf', token],
    ...fields.filter(([name]) => name !== '_csrf').map(([name, value]): [string, string] => [name, value]),
  ]).toString();

/** Each field with each bad answer, left out, twice and a list; the others as a person would fill them in. */
function attemptsOn({ action, fields }: Form, { cookie, token }: Browser): Attempt[] {
  const names = fields.map(([name]) => name).filter((name) => !name.startsWith('_'));
  const bad = (what: string, body: string | Buffer): Attempt => ({
    what,
    method: 'POST',
    path: action,
    body,
    headers: { ...formType, cookie },
  });
  const without = (name: string) =>
    encoded(
      fields.filter(([one]) => one !== name),
      token,
    );
  // A form that only says yes is sent what it has no field for.
  const asked = names.length ? names : ['confirm', 'decision'];
  return asked.flatMap((name) => [
    ...shareOf(hostileTexts).map((value) =>
      bad(
        `${name} is ${JSON.stringify(value).slice(0, 60)}`,
        `${without(name)}&${new URLSearchParams([[name, value]]).toString()}`,
      ),
    ),
    bad(`${name} is broken`, `${without(name)}&${name}=%E2%82%00%`),
    bad(`${name} is left out`, without(name)),
    bad(`${name} is sent twice`, `${encoded(fields, token)}&${name}=other`),
    bad(`${name} is an object`, `${without(name)}&${name}[a]=1&${name}[]=2`),
  ]);
}

test('every address that takes a form, with bodies that are no form', async () => {
  const attempts = stage.routes
    .filter((route) => !isApi(route) && route.method === 'POST' && route.path !== '/sign-out')
    .flatMap((route) => {
      const { cookie, token } = browserOf(route);
      const path = addressOf(route, ids);
      // The token is also taken from a header, so that the bodies get past it.
      const headers = { cookie, 'csrf-token': token };
      return [
        ...shareOf(hostileForms).map((body) => ({
          what: `a form ${String(body).slice(0, 40)}`,
          method: 'POST',
          path,
          body,
          headers: { ...headers, ...formType },
        })),
        ...hostileTypes.map((type) => ({
          what: `type ${type}`,
          method: 'POST',
          path,
          body: '{"change":{"toString":1}}',
          headers: { ...headers, 'content-type': type },
        })),
        {
          what: 'JSON',
          method: 'POST',
          path,
          body: '{"change":{"toString":1}}',
          headers: { ...headers, 'content-type': 'application/json' },
        },
        { what: 'no body', method: 'POST', path, headers },
      ];
    });
  expect(attempts.length).toBeGreaterThan(500);
  expect(await tryAll(stage.address, attempts)).toEqual([]);
});

test('every page, with whatever its address can say', async () => {
  const attempts: Attempt[] = [];
  const asked = new Map<string, Set<string>>();
  for (const browser of stage.people.values()) {
    const { forms, queries: seen } = await walk(stage.address, browser, kindOf);
    const note = (path: string, names: Iterable<string>) =>
      asked.set(kindOf(path), new Set([...(asked.get(kindOf(path)) ?? []), ...names]));
    for (const [path, names] of seen) note(path, names);
    for (const { method, action, fields } of forms)
      if (method === 'get')
        note(
          action,
          fields.map(([name]) => name),
        );
  }
  expect(asked.size).toBeGreaterThan(10);
  for (const route of stage.routes.filter((one) => !isApi(one) && one.method === 'GET')) {
    const { cookie } = browserOf(route);
    const bad = (what: string, path: string) =>
      attempts.push({ what, method: 'GET', path, headers: { cookie } });
    for (const query of queries([...(asked.get(route.path) ?? [])]))
      bad('its query', `${addressOf(route, ids)}?${query}`);
    for (const [part] of route.path.matchAll(/:\w+/g))
      for (const value of shareOf(hostileParts))
        bad(`${part} is ${value}`, route.path.replace(part, value).replaceAll(/:\w+/g, randomUUID()));
  }
  for (const cookie of hostileCookies)
    for (const [method, path] of [
      ['GET', '/home'],
      ['GET', '/sign-in'],
      ['POST', '/sign-in'],
      ['GET', '/api/v1'],
    ] as const)
      attempts.push({
        what: `cookies ${cookie.slice(0, 40)}`,
        method,
        path,
        headers: { cookie, ...formType },
      });
  expect(attempts.length).toBeGreaterThan(1000);
  expect(await tryAll(stage.address, attempts)).toEqual([]);
});

test('a fault, a rule that no facade speaks for and a second of work are seen', async () => {
  const bad = createServer((request, response) => {
    if (request.url === '/fault') response.writeHead(500).end();
    else if (request.url === '/check') response.writeHead(422).end(`<p>${unspoken}</p>`);
    else setTimeout(() => response.end(), request.url === '/slow' ? 2000 : 0);
  }).listen(0, '127.0.0.1');
  await once(bad, 'listening');
  const address = `http://127.0.0.1:${(bad.address() as AddressInfo).port}`;
  const found = await tryAll(
    address,
    ['/fault', '/check', '/slow', '/well'].map((path) => ({ what: 'x', method: 'GET', path })),
  );
  expect(found.sort()).toEqual([
    expect.stringContaining('/check: x → 422'),
    expect.stringContaining('/fault: x → 500'),
    expect.stringMatching(/slow: x takes (\d+, ){3}\d+ ms/),
  ]);
  bad.close();
});
