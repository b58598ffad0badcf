import { readFile } from 'node:fs/promises';
import { runInThisContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { validateSync, IsObject } from 'class-validator';

test('a spec runs in the realm of the program: errors, objects and dates are those of Node and of the packages', async () => {
  expect(runInThisContext('Object')).toBe(Object);
  await expect(readFile('no such file')).rejects.toBeInstanceOf(Error);
  expect(new Date(0)).toEqual(expect.any(Date));
});

test('decorators of our classes reach the package that asks for them', () => {
  class Visit {
    @IsObject() days: unknown = 'three';
  }
  expect(validateSync(new Visit())).toMatchObject([{ property: 'days' }]);
});
