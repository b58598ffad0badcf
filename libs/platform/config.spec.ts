import { expect, test } from '@jest/globals';
import { readConfig } from '#platform';

const SECRET = 'x'.repeat(32);
const config = (given: Record<string, string>) => readConfig({ SECRET, ...given });

test('an address that is none is a line, before anything is asked of it', () => {
  for (const DATABASE_URL of [
    'postgres://owner:pa%23ss@db.example:5432/middletier',
    'postgresql:///middletier',
  ])
    expect(config({ DATABASE_URL }).DATABASE_URL).toBe(DATABASE_URL);
  for (const wrong of ['postgres://owner:pa#ss@db.example/middletier', 'postgres://db:99999/x'])
    expect(() => config({ DATABASE_URL: wrong })).toThrow(/- DATABASE_URL is no address: .*# is written %23/);
  expect(() => config({ DATABASE_URL: 'mysql://db/x' })).toThrow('starts with postgres:// or postgresql://');
  expect(() => config({ PUBLIC_URL: 'https://' })).toThrow('PUBLIC_URL is no address');
});

test('a process that answers on for longer than it may take to stop would be broken off each time: that is a mistake', () => {
  expect(config({ DRAIN_MS: '29999' }).DRAIN_MS).toBe(29_999);
  expect(config({ DRAIN_MS: '45000', STOP_MS: '60000' }).DRAIN_MS).toBe(45_000);
  const wrong = 'DRAIN_MS must be less than STOP_MS';
  expect(() => config({ DRAIN_MS: '30000' })).toThrow(wrong);
  expect(() => config({ STOP_MS: '3000' })).toThrow(wrong);
});
