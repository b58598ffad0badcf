import { expect, jest, test } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import { getMetadataArgsStorage } from 'typeorm';

test('finds nothing of it, in the same process', () => {
  expect(jest.isMockFunction(Math.random)).toBe(false);
  expect(getMetadataArgsStorage().tables).toEqual([]);
  expect(getMetadataStorage().hasValidationMetaData).toBe(false);
});
