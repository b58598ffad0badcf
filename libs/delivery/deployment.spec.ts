import { expect, test } from '@jest/globals';
import { Refusal } from '#platform';
import { beyondCredits, share } from './deployment.js';

/** What each of the visits earns, one after the other. */
const shares = (credits: bigint, days: bigint, portions: readonly bigint[]): bigint[] => {
  let delivered = 0n;
  return portions.map((portion) => {
    const earned = share({ credits, days, delivered }, portion);
    delivered += portion;
    return earned;
  });
};

test('each visit earns its share half up, and together they earn the whole', () => {
  expect(shares(10_000n, 300n, [100n, 100n, 100n])).toEqual([3_333n, 3_334n, 3_333n]);
  expect(shares(5n, 200n, [100n, 100n])).toEqual([3n, 2n]);
});

test('shares too small to earn anything earn nothing, and the whole is earned all the same', () => {
  expect(shares(1n, 300n, [50n, 50n, 50n, 50n, 50n, 50n])).toEqual([0n, 0n, 1n, 0n, 0n, 0n]);
});

test('a broker is told what it costs when the school’s credits do not reach, by whatever code', () => {
  const proposal = {
    proposalId: 'proposal',
    requestId: 'request',
    schoolId: 'asking',
    homeId: 'home',
    practitionerId: 'leader',
    designation: 'LLE',
    days: 100n,
    credits: 4_500n,
    need: 'leadership',
    details: 'A day with a leader',
    reason: 'Is near',
  };
  expect(beyondCredits(new Refusal('entitlements.restricted', 'As it was.'), proposal)).toMatchObject({
    code: 'entitlements.restricted',
    message: expect.stringContaining('This costs 45 credits'),
  });
});
