import { expect, test } from '@jest/globals';
import { presentTrail } from './presenter.js';
import { said, saidAlike } from './verbs.js';

test('the trail may be asked for everything that anybody can do, each said once, whatever it was called then', () => {
  const { verbs } = presentTrail([], { verb: 'entitlements.give-credits' }).model;
  const texts = verbs.map(({ text }) => text);
  expect(new Set(texts)).toEqual(new Set(['Anything', ...Object.values(said)]));
  expect(texts.length).toBe(new Set(texts).size);
  expect(verbs.filter(({ selected }) => selected).map(({ text }) => text)).toEqual([
    'Gave credits to another school',
  ]);
  expect(saidAlike('ledger.give-credits')).toEqual(['ledger.give-credits', 'entitlements.give-credits']);
  expect(saidAlike('agreements.sign')).toEqual(['agreements.sign']);
  expect(saidAlike('no.such-verb')).toEqual(['no.such-verb']);
});
