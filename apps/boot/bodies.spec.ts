import { expect, test } from '@jest/globals';
import { readJson, readUrlEncoded } from './bodies.js';

const limits = { fields: 5, depth: 3, list: 4, text: 10 };
const json = (value: unknown) => () =>
  readJson(typeof value === 'string' ? value : JSON.stringify(value), limits);
const form = (text: string) => () => readUrlEncoded(text, limits);

test('what is within the limits is read as it is', () => {
  const body = { a: [1, 2, 3, 4], b: { c: { d: 'é:,{[' } }, e: '\\"}]' };
  expect(json(body)()).toEqual(body);
  expect({ ...form('a=1&a=2&b=%C3%A9+x&c')() }).toEqual({ a: ['1', '2'], b: 'é x', c: '' });
  expect(json('')()).toBeUndefined();
});

test.each([
  ['fields', { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }],
  [
    'fields in lists',
    [
      { a: 1, b: 1, c: 1 },
      { a: 1, b: 1, c: 1 },
    ],
  ],
  ['depth', [[[[1]]]]],
  ['a list', [1, 2, 3, 4, 5]],
  ['a text', { a: 'eleven char' }],
  ['a name', { 'eleven char': 1 }],
])('JSON of too many of %s is too large', (_, value) =>
  expect(json(value)).toThrow(expect.objectContaining({ statusCode: 413 })),
);

test.each(['a=1&b=1&c=1&d=1&e=1&f=1', 'a&a&a&a&a', 'a=eleven+char', '&'.repeat(20)])(
  'the form %s is too large',
  (text) => expect(form(text)).toThrow(expect.objectContaining({ statusCode: 413 })),
);

test.each(['{', '{"a":"', '"\\', ']]]]', 'nul', '{"a":1}}'])('%s is no JSON', (text) =>
  expect(json(text)).toThrow(expect.objectContaining({ statusCode: 400 })),
);

test('what is sent broken is still a form', () => {
  expect({ ...form('a=%E2%82&=b&%=%')() }).toEqual({ a: '\ufffd', '': 'b', '%': '%' });
  expect(Object.keys(form('__proto__=1&constructor=2')())).toEqual(['__proto__', 'constructor']);
});

test('a million of anything costs its length and no more', () => {
  const before = process.cpuUsage();
  const wide = { fields: 10, depth: 1000, list: 2_000_000, text: 2_000_000 };
  expect(() => readJson('['.repeat(1_000_000), wide)).toThrow();
  expect(() => readJson(`{${'"a":{'.repeat(200_000)}`, wide)).toThrow();
  expect(() => readUrlEncoded('f&'.repeat(500_000), limits)).toThrow();
  expect(() =>
    readUrlEncoded(Array.from({ length: 80_000 }, (_, at) => `f${at}=x`).join('&'), wide),
  ).toThrow();
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000); // microseconds
});
