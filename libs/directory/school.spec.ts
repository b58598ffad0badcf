import { expect, test } from '@jest/globals';
import { fundingStatus, stateFunded } from './school.js';
import { searchWords } from './search.js';

test.each([
  ['01', 'maintained'],
  ['02', 'maintained'],
  ['14', 'maintained'],
  ['15', 'maintained'],
  ['34', 'academy'],
  ['28', 'academy'],
  ['35', 'academy'],
  ['40', 'academy'],
  ['11', 'independent'],
  ['10', 'independent'],
  ['18', 'other'],
  ['08', 'other'],
  ['30', 'other'],
  [null, 'other'],
] as const)('type %s is %s', (code, status) => {
  expect(fundingStatus(code)).toBe(status);
  expect(stateFunded(fundingStatus(code))).toBe(status === 'maintained' || status === 'academy');
});

test('a search is cut into words as trigrams see them', () => {
  expect(searchWords("St. Mary's, WA44RW")).toEqual(['st', 'marys', 'wa4', '4rw']);
  expect(searchWords(' -- ')).toEqual([]);
});
