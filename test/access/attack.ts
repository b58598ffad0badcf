import { randomUUID } from 'node:crypto';
import type { Route } from '../../apps/boot/routes.js';
import { send, type Answer, type Browser, type Sent } from './http.js';

/** How a route answered someone: it let them in, or which door stayed shut. */
export type Outcome = 'in' | 'sign in' | 'choose' | 'not your role' | 'no key' | 'not this key' | 'fault';

/** Someone who tries: with what they show, and whether their tries may carry ids that exist. */
export interface Attacker {
  readonly name: string;
  readonly browser?: Browser;
  readonly key?: string;
}

export const isApi = ({ who, path }: Route): boolean => who.by === 'key' || path.startsWith('/api');
export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
/** A route of every method is tried with one that none of its neighbours takes. */
export const methodOf = ({ method }: Route): string => (method === 'ALL' ? 'PUT' : method);

export function outcomeOf(route: Route, { status, location, body }: Answer): Outcome {
  if (status >= 500) return 'fault';
  if (isApi(route)) {
    if (status === 401) return 'no key';
    return status === 403 && /Only the operator does this|This key may not/.test(body)
      ? 'not this key'
      : 'in';
  }
  if (status === 303 && location.startsWith('/sign-in?')) return 'sign in';
  if (status === 419 && body.includes('Your session has ended')) return 'sign in';
  if (status === 303 && location.startsWith('/acting?')) return 'choose';
  return status === 403 && body.includes('Your role does not allow this') ? 'not your role' : 'in';
}

/** What of a request does not matter to who may make it. */
export function sentBy({ browser, key }: Attacker, route: Route): Sent {
  const body = new URLSearchParams({ _csrf: browser?.token ?? '' }).toString();
  return {
    method: methodOf(route),
    ...(browser && { cookie: browser.cookie }),
    ...(key && { key }),
    ...(isApi(route)
      ? { type: 'json' as const, body: '{}', headers: { 'idempotency-key': randomUUID() } }
      : { body }),
  };
}

/** The address of a route with ids in it: those that exist, or made-up ones where none is known. */
export const addressOf = (route: Route, ids: ReadonlyMap<string, readonly string[]>): string =>
  route.path
    .replaceAll(
      /:(\w+)/g,
      (_, name: string) =>
        ids.get(name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))?.[0] ?? randomUUID(),
    )
    .replace('*', 'anything');

export const tryRoute = async (
  address: string,
  route: Route,
  attacker: Attacker,
  ids: ReadonlyMap<string, readonly string[]>,
): Promise<Outcome> => outcomeOf(route, await send(address, addressOf(route, ids), sentBy(attacker, route)));

const encoded = (letter: string) => `%${letter.charCodeAt(0).toString(16)}`;

/** The same address in spellings that a careless eye would read as another, or as none. */
export const spellings = (path: string): readonly string[] => [
  path.replace(/^\/(.)/, (_, letter: string) => `/${encoded(letter)}`),
  path.replaceAll(/[a-z]/g, encoded),
  `http://elsewhere.example${path}`,
  `HTTPS://elsewhere.example:99${path}`,
  `/${path}`,
  path.replaceAll('/', '//'),
  path.replaceAll('/', '/./'),
  `/assets/..${path}`,
  `/health/%2e%2e${path}`,
  path.toUpperCase(),
  path.replace(/^\/(.)/, (_, letter: string) => `/${letter.toUpperCase()}`),
  `${path}/`,
  `${path}/anything`,
  `${path}%2f`,
  `${path};anything=1`,
  `${path}%00`,
  `${path}?/health/live`,
  `${path}#/health/live`,
  `/\\${path.slice(1)}`,
  `/%2f${path.slice(1)}`,
];

/** Methods of no route of ours, and headers that some servers believe. */
export const disguises: readonly Partial<Sent>[] = [
  { method: 'HEAD' },
  { method: 'OPTIONS' },
  { method: 'TRACE' },
  { method: 'PUT' },
  { method: 'DELETE' },
  { headers: { 'x-http-method-override': 'GET', 'x-original-url': '/health/live', 'x-rewrite-url': '/' } },
  { headers: { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost', 'x-real-ip': '127.0.0.1' } },
];

/** Whether an answer gives nothing to someone who may not have it: told to sign in, refused, not found, or sent to the right spelling. */
export const givesNothing = ({ status, location }: Answer): boolean =>
  (status >= 400 && status < 500) ||
  status === 308 ||
  (status === 303 && /^\/(sign-in|acting)(\?|$)/.test(location));

/** Runs a few at a time, so that a suite of thousands does not wait for each. */
export async function eightAtATime<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
