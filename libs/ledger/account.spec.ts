import { expect, test } from '@jest/globals';
import { accountId, type Address } from '#ledger';

const operatorId = '018f0000-0000-7000-8000-000000000001';
const school = '018f0000-0000-7000-8000-000000000002';
const address: Address = { owner: school, unit: 'DAY', code: 'entitlement', subject: 'autumn' };

test('what differs in anything of its address is another account', () => {
  const ids = [
    accountId(operatorId, address),
    accountId(school, address),
    accountId(operatorId, { ...address, owner: operatorId }),
    accountId(operatorId, { ...address, owner: null }),
    accountId(operatorId, { ...address, unit: 'CREDIT' }),
    accountId(operatorId, { ...address, code: 'days-delivered' }),
    accountId(operatorId, { ...address, subject: 'spring' }),
    accountId(operatorId, { owner: school, unit: 'DAY', code: 'entitlement' }),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(accountId(operatorId, { ...address })).toBe(ids[0]);
});

test('an account is found by its address in every release', () => {
  expect(accountId(operatorId, address)).toBe('fd1e1425-7ba4-523d-9dbc-32fe4a455f0e');
  expect(accountId(operatorId, { owner: null, unit: 'CREDIT', code: 'issued' })).toBe(
    '11997935-381b-5dab-a465-4d780df2db9c',
  );
});
