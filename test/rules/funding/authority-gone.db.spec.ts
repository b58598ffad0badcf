import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, refusalIn } from '#platform';
import { FundsController } from '../../../apps/web/authority/funds/controller.js';
import { EarmarkController } from '../../../apps/web/authority/funds/earmark.controller.js';
import { AuthorityHome } from '../../../apps/web/authority/home/authority-home.js';
import { openPages, type Pages } from '../pages.js';
import { day, openStage, type Stage } from '../stage.js';
import { at } from '../traces.js';

let stage: Stage & Pages;
beforeAll(async () => {
  stage = await openPages(openStage);
}, 240_000);
afterAll(() => stage?.close());

test('an authority that left is offered no fund to open and no money to earmark: its pages say why, and so do the forms', async () => {
  const { db, parties, funds, created, asking } = stage;
  const [laId] = created.laIds as [string];
  const holder = stage.as(laId, 'budget-holder');
  const [fundId, walletId] = [newId(), newId()];
  await db.tx(holder, async (tx) => {
    const dates = { opensOn: day('2026-04-01'), closesOn: day('2027-03-31') };
    await funds.open(tx, { fundId, laId, title: 'Reading', purpose: '', amount: 100_000n, ...dates });
    const schoolId = asking.organisationId;
    await funds.earmark(tx, { walletId, fundId, schoolId, purpose: 'Phonics', amount: 10_000n });
  });
  const ofFunds = stage.pages(FundsController);
  const ofEarmarks = stage.pages(EarmarkController);
  const told = async () => {
    const pages = await Promise.all([
      ofFunds.list(holder),
      stage.pages(AuthorityHome).show(holder, 'Warrington'),
      ofFunds.show(holder, fundId),
      ofFunds.opened(holder, fundId),
      ofEarmarks.earmarked(holder, fundId, walletId),
    ]);
    const shown = pages.map(({ model }) => JSON.stringify(model));
    const asked = [ofFunds.form(holder), ofEarmarks.search(holder, fundId)];
    return {
      offered: shown.map((text) => /"(\/funds\/new|[^"]*\/earmark)"/.test(text)),
      why: shown.map((text) => text.includes('membership ended on 13 April 2026')),
      forms: await Promise.all(
        asked.map((one) =>
          one.then(
            () => 'opens',
            (error: unknown) => refusalIn(error).code,
          ),
        ),
      ),
    };
  };
  await db.tx(created.staff, (tx) => parties.leave(tx, laId, day('2026-04-13')));
  const all = <Of>(one: Of) => Array.from({ length: 5 }, () => one);
  const open = { offered: all(true), why: all(false), forms: ['opens', 'opens'] };
  expect(await told()).toEqual(open); // it is their last day
  await at(stage, '2026-04-14T08:00:00Z');
  const no = 'funding.not-an-authority';
  expect(await told()).toEqual({ offered: all(false), why: all(true), forms: [no, no] });
});
