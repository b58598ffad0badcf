import { expect, test } from '@jest/globals';
import type { JobHandler, JobType } from '#platform';
import { handlersByName } from './handlers.js';

const signed = { name: 'agreements.signed' };
const lapsed = { name: 'ledger.hold-lapsed' };
const renew: JobType = { name: 'agreements.renew', on: signed };
const expire: JobType = { name: 'ledger.expire' };
const handler = (type: JobType): JobHandler => ({ type, run: async () => undefined });

test('each declared job type has its handler', () => {
  const handlers = handlersByName([renew, expire], [handler(expire), handler(renew)]);
  expect(handlers.get('agreements.renew')?.type).toBe(renew);
});

test('a job type without a handler, with two, or undeclared is named, and an event that nobody hears', () => {
  expect(() =>
    handlersByName(
      [renew, expire],
      [handler(renew), handler(renew), handler({ name: 'ledger.seal' })],
      [signed, lapsed],
    ),
  ).toThrow(
    [
      'Job types and handlers do not match (apps/worker/processors.ts):',
      '  - agreements.renew has 2 handlers',
      '  - ledger.expire has no handler',
      '  - ledger.seal is handled but not declared',
      '  - ledger.hold-lapsed is an event that no job type listens to',
    ].join('\n'),
  );
});
