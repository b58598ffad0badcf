import { randomUUID } from 'node:crypto';
import { sample, type Document, type Ids, type Operation } from '../isolation/routes.js';
import { hostileJson, hostileParts, hostileTexts, hostileTypes, hostileValues, shareOf } from './hostile.js';
import type { Attempt } from './try.js';

const verbs = ['get', 'post', 'put', 'patch', 'delete'];

interface Asking {
  readonly document: Document;
  readonly key: string;
  readonly ids: Ids;
}

/** Everything bad that can be sent to every operation of the document. */
export const attemptsOnApi = (asking: Asking): Attempt[] =>
  Object.entries(asking.document.paths).flatMap(([path, item]) =>
    verbs.flatMap((verb) => (item[verb] ? attemptsOn(asking, path, verb, item[verb]) : [])),
  );

function attemptsOn(
  { document, key, ids }: Asking,
  template: string,
  verb: string,
  operation: Operation,
): Attempt[] {
  const method = verb.toUpperCase();
  const idOf = (name: string) =>
    ids.get(name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))?.[0];
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => idOf(name) ?? randomUUID());
  const headers = (more: Record<string, string> = {}) => ({
    authorization: `Bearer ${key}`,
    ...(verb !== 'get' && { 'idempotency-key': randomUUID(), 'if-match': '"1"' }),
    ...more,
  });
  const bad: Attempt[] = [];

  // In place of each part of the address, in each field of its query, and in its headers.
  for (const [part] of template.matchAll(/\{\w+\}/g))
    for (const value of shareOf(hostileParts))
      bad.push({
        what: `${part} is ${value}`,
        method,
        headers: headers(),
        path: template.replace(part, value).replaceAll(/\{\w+\}/g, randomUUID()),
      });
  const asked = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const plain = asked
    .filter((one) => one.required)
    .map(
      ({ name, schema = {} }) =>
        `${name}=${encodeURIComponent(String(sample(schema, name, document, ids, 0)))}`,
    );
  for (const query of queries(
    asked.map(({ name }) => name),
    plain,
  ))
    bad.push({ what: 'its query', method, headers: headers(), path: `${filled}?${query}` });
  for (const [name, value] of hostileHeaders)
    bad.push({ what: `header ${name}`, method, headers: headers({ [name]: value }), path: filled });

  const schema = operation.requestBody?.content['application/json']?.schema;
  if (!schema) return bad;
  const post = (what: string, body: string | Buffer, type = 'application/json') =>
    bad.push({ what, method, path: filled, body, headers: headers({ 'content-type': type }) });
  const body = sample(schema, '', document, ids, 0) as Record<string, unknown>;
  for (const whole of shareOf(hostileJson)) post(`a body ${String(whole).slice(0, 40)}`, whole);
  for (const type of hostileTypes) post(`type ${type}`, JSON.stringify(body), type);
  for (const name of Object.keys(body)) {
    for (const value of shareOf(hostileValues))
      post(`${name} is ${JSON.stringify(value).slice(0, 60)}`, JSON.stringify({ ...body, [name]: value }));
    post(`${name} is 1e999`, JSON.stringify({ ...body, [name]: 'here' }).replace('"here"', '1e999'));
  }
  return bad;
}

/** Header values that HTTP lets through. */
const hostileHeaders: readonly (readonly [string, string])[] = [
  ['idempotency-key', 'x'.repeat(5000)],
  ['idempotency-key', 'é'],
  ['if-match', '*'],
  ['if-match', `"${'9'.repeat(400)}"`],
  ['authorization', 'Bearer'],
  ['authorization', `Bearer mt_${'x'.repeat(5000)}`],
  ['authorization', 'Basic %00'],
  ['accept', 'x'.repeat(5000)],
  ['cookie', 'middletier.session_token=%'],
  ['x-forwarded-for', 'é, %00, 999.999.999.999'],
  ['content-length', '0'],
];

/** Each name with each bad value, then twice, then names nobody declared. */
export function queries(names: readonly string[], plain: readonly string[] = []): string[] {
  const others = (name: string) => plain.filter((pair) => !pair.startsWith(`${name}=`));
  const encode = (value: string) => encodeURIComponent(value.slice(0, 8000).toWellFormed());
  return [
    ...names.flatMap((name) => [
      ...shareOf(hostileTexts).map((value) => [...others(name), `${name}=${encode(value)}`].join('&')),
      ...['%00', '%ff%fe', '%E2%82', '%', ''].map((raw) => [...others(name), `${name}=${raw}`].join('&')),
      [...others(name), `${name}=1`, `${name}=2`].join('&'),
      [...others(name), `${name}[a]=1`, `${name}[]=2`].join('&'),
    ]),
    '__proto__=1&constructor=2&toString=3&then=4',
    Array.from({ length: 2500 }, (_, at) => `f${at}`).join('&'),
    '&'.repeat(14_000),
    `x=${'%25'.repeat(4000)}`,
    'x'.repeat(20_000),
  ];
}
