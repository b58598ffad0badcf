import { expect, test } from '@jest/globals';
import { newId } from '#platform';
import { accountId } from '#ledger';
import { earmarking, fundAccount, opening, source, spentAccount, walletAccount } from './accounts.js';

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

test('an authority’s money goes to its fund and from there to the school’s wallet, each once and with its cause', () => {
  const fund = { fundId, laId, title: 'Maths hubs', amount: 500_00n };
  const wallet = { walletId, fundId, schoolId, amount: 120_00n, purpose: 'Coaching' };
  const [opened, earmarked] = [opening(operatorId, fund), earmarking(operatorId, fund, wallet)];
  const account = (address: Parameters<typeof accountId>[1]) => accountId(operatorId, address);
  expect(opened).toMatchObject({
    debit: account(source(laId)),
    credit: account(fundAccount(laId, fundId)),
    amount: 500_00n,
    reference: { type: 'fund', id: fundId },
    description: 'Maths hubs opened',
  });
  expect(earmarked).toMatchObject({
    debit: opened.credit,
    credit: account(walletAccount(schoolId, walletId)),
    amount: 120_00n,
    reference: { type: 'wallet', id: walletId },
    description: 'Earmarked from Maths hubs: Coaching',
  });
  expect([opening(operatorId, fund).id, earmarking(operatorId, fund, wallet).id]).toEqual([
    opened.id,
    earmarked.id,
  ]);
});
