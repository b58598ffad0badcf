import { expect, jest, test } from '@jest/globals';
import { IsObject, validateSync } from 'class-validator';
import { Column, Entity, getMetadataArgsStorage } from 'typeorm';

test('leaves a spy, and two libraries told of its class', () => {
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  @Entity()
  class Visit {
    @Column() @IsObject() days: unknown = 'three';
  }
  expect(Math.random()).toBe(0.5);
  expect(validateSync(new Visit())).toHaveLength(1);
  expect(getMetadataArgsStorage().tables).toHaveLength(1);
});
