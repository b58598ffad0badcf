import { expect, test } from '@jest/globals';
import { modelOf, operators } from './operators.js';
import { stateOf } from './state.js';
import { begins, ends } from './story.js';

const told = operators.map(({ blueprint }) => ({ blueprint: modelOf(blueprint), rehearsalNow: ends }));

test('a demonstration is wanted where there is no operator, and finished when all three have come to the end', () => {
  expect(stateOf([])).toBe('wanted');
  expect(stateOf(told)).toBe('not wanted');
  expect(stateOf(told.map((one) => ({ ...one, rehearsalNow: ends.add({ hours: 24 }) })))).toBe('not wanted');
});

test('it was broken off when one is missing or has not come to the end', () => {
  expect(stateOf(told.slice(1))).toBe('unfinished');
  expect(stateOf([...told.slice(1), { ...told[0]!, rehearsalNow: begins }])).toBe('unfinished');
});

test('whoever has an operator of their own, a rehearsal or not, has no demonstration that could be removed', () => {
  for (const rehearsalNow of [null, begins]) {
    const own = { blueprint: 'aspire', rehearsalNow };
    expect(stateOf([own])).toBe('not wanted');
    expect(stateOf([...told.slice(1), own])).toBe('not wanted');
  }
});
