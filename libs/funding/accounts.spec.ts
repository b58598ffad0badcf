import { expect, test } from '@jest/globals';
import { newId } from '#platform';
import { accountId } from '#ledger';
import { fundAccount, source, spentAccount, walletAccount } from './accounts.js';

const [operatorId, laId, schoolId, fundId, walletId] = [newId(), newId(), newId(), newId(), newId()];

test('an authority’s money, funds and spending are its own, a wallet its school’s, each an account of pounds', () => {
  const accounts = [
    source(laId),
    spentAccount(laId),
    fundAccount(laId, fundId),
    fundAccount(laId, newId()),
    walletAccount(schoolId, walletId),
    walletAccount(schoolId, newId()),
  ];
  expect(new Set(accounts.map((account) => accountId(operatorId, account))).size).toBe(accounts.length);
  expect(accounts.map(({ owner }) => owner)).toEqual([laId, laId, laId, laId, schoolId, schoolId]);
  expect(accounts.map(({ unit }) => unit)).toEqual(accounts.map(() => 'GBP'));
});
