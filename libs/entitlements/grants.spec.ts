import { expect, test } from '@jest/globals';
import { newId, Temporal } from '#platform';
import { accountId } from '#ledger';
import { issued, poolOf } from './pools.js';
import { grantCommands } from './grants.js';

const [operatorId, agreementId, schoolId] = [newId(), newId(), newId()];
const [startsOn, endsOn] = [Temporal.PlainDate.from('2026-09-01'), Temporal.PlainDate.from('2027-03-31')];
const agreement = {
  agreementId,
  schoolId,
  title: 'Silver',
  startsOn,
  endsOn,
  grants: [
    { unit: 'DAY', pool: 'entitlement', amount: 300n, label: 'days of your SIP', restriction: null },
    { unit: 'PLACE', pool: 'free-places', amount: 2n, label: 'free places', restriction: ['training'] },
  ],
} as const;

test('each grant is a lot of the school’s pool, to be spent on days of the term and for what it is kept for', () => {
  const granted = (unit: 'DAY' | 'PLACE', amount: bigint, label: string, lot: object = {}) => ({
    kind: 'post',
    id: expect.any(String),
    debit: accountId(operatorId, issued(unit)),
    credit: accountId(operatorId, poolOf(schoolId, unit)),
    amount,
    code: 'grant',
    reference: { type: 'agreement', id: agreementId },
    countsOn: startsOn,
    description: `Silver: ${label}`,
    lot: { validFrom: startsOn, expiresOn: endsOn, ...lot },
  });
  const commands = grantCommands(operatorId, agreement);
  expect(commands).toEqual([
    granted('DAY', 300n, 'days of your SIP'),
    granted('PLACE', 2n, 'free places', { restriction: ['training'] }),
  ]);
  // Granted once: the same agreement again is the same transfers, each grant its own.
  expect(grantCommands(operatorId, agreement)).toEqual(commands);
  // Of a day whose books are closed it counts from the next one.
  const from = (closedUntil: Temporal.PlainDate) =>
    grantCommands(operatorId, agreement, closedUntil).map(
      (command) => 'countsOn' in command && command.countsOn,
    );
  expect(from(startsOn.subtract({ days: 1 }))).toEqual(commands.map(() => startsOn));
  expect(from(startsOn)).toEqual(commands.map(() => startsOn.add({ days: 1 })));
  expect(from(endsOn.subtract({ days: 1 }))).toEqual(commands.map(() => endsOn));
  // What could be spent on no open day is not granted.
  expect(from(endsOn)).toEqual([]);
  expect(new Set(commands.map(({ id }) => id)).size).toBe(2);
});
