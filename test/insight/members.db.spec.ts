import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Membership } from '#insight';
import { openSupport, type SupportStage } from '../rules/delivery/support.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

test('whoever writes the whole name of a member finds it first, wherever it stands in the alphabet', async () => {
  const found = await stage.db.tx(stage.created.staff, async (tx) => {
    const membership = new Membership();
    const { members } = await membership.members(tx, { part: 'buyer' });
    return Promise.all(
      members.map(async ({ name }) => {
        const nearest = await membership.members(tx, { text: name, part: 'buyer', limit: 1 });
        return [name, nearest.members[0]?.name];
      }),
    );
  });
  expect(found.length).toBeGreaterThan(5);
  expect(found.filter(([text, name]) => text !== name)).toEqual([]);
});
