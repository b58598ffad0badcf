import { expect, test } from '@jest/globals';
import type { FundPosition, Position, WalletRow } from '#funding';
import { Temporal } from '#platform';
import { presentEarmarked, presentFund } from './presenter.js';

const today = Temporal.PlainDate.from('2026-11-24');
const none = { available: 0n, committed: 0n, spent: 0n, unspent: 0n };
const fund = (left: bigint) =>
  ({
    ...none,
    fundId: 'f',
    title: 'Reading',
    purpose: '',
    opensOn: '2026-04-01',
    closesOn: '2027-03-31',
    amount: 100n,
    earmarked: 100n - left,
    left,
  }) as unknown as FundPosition;
const wallet = { ...none, school: 'Elm Road', expiresOn: '2027-03-31', purpose: '' } as unknown as WalletRow &
  Position;

test('money is earmarked as long as some is left, and a fund that has none says so', () => {
  const shown = (left: bigint) => {
    const { earmarkHref, shut } = presentFund(fund(left), [], today, 1).model;
    return { open: earmarkHref !== null, shut };
  };
  expect(shown(1n)).toEqual({ open: true, shut: null });
  expect(shown(0n)).toEqual({ open: false, shut: 'All of it is earmarked.' });
});

test('whoever earmarked the last of a fund is not sent to earmark more', () => {
  const offered = (left: bigint) => JSON.stringify(presentEarmarked(fund(left), wallet).model);
  expect(offered(1n)).toContain('Earmark for another school');
  expect(offered(0n)).not.toContain('Earmark for another school');
});

test('a school’s row of a fund that ended says what it did not spend, so that the row adds up', () => {
  const held = { ...wallet, walletId: 'w', spent: 100_000n, unspent: 20_000n, total: 1 };
  const { model } = presentFund(fund(0n), [held], Temporal.PlainDate.from('2027-04-01'), 1);
  const [row] = model.wallets;
  expect([model.rest, row!.total, row!.spent, row!.rest]).toEqual([
    'Not spent',
    '£1,200.00',
    '£1,000.00',
    '£200.00',
  ]);
  const open = presentFund(fund(0n), [{ ...held, available: 5_000n, unspent: 0n }], today, 1).model;
  expect([open.rest, open.wallets[0]!.rest]).toEqual(['Free to spend', '£50.00']);
});
