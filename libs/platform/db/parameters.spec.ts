import { expect, test } from '@jest/globals';
import { Parameters } from './parameters.js';

test('a condition that is not asked for is not in the text, and one that is has its value', () => {
  const { values, and, name, page } = new Parameters('operator');
  expect(and('school_id = ?', undefined) + and('school_id = ?', null)).toBe('');
  expect(and('name ILIKE ? OR town ILIKE ?', 'Ash')).toBe(' AND (name ILIKE $2 OR town ILIKE $2)');
  expect(and('register_taken_on IS NULL', false)).toBe(' AND (register_taken_on IS NULL)');
  expect(name(7)).toBe('$3');
  expect(page({ limit: 20, offset: 40 })).toBe(' LIMIT 20 OFFSET $4');
  expect(page({}) + page({ offset: 0 })).toBe('');
  expect(page({ limit: 0 })).toBe(' LIMIT 0');
  expect(values).toEqual(['operator', 'Ash', 7, 40]);
});
