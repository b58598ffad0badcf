import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { ClockController } from '../../apps/web/operator/clock/controller.js';
import { CreditChangeController } from '../../apps/web/operator/credits/change.controller.js';
import { GiftsController } from '../../apps/web/school/gifts/controller.js';
import type { Page } from '../../apps/web/kit/page.js';
import { creditsOfLater } from './entitlements/bank.js';
import { errors, openPages, someone, type Pages } from './pages.js';
import { openStage, type Stage } from './stage.js';
import { choose } from './traces.js';

/** What a page says beforehand is what its verb would say, and not a rule of its own. */
let stage: Stage & Pages;
beforeAll(async () => {
  stage = await openPages(openStage);
}, 240_000);
afterAll(() => stage?.close());

test('no more credits are proposed to be taken away than a school may spend today', async () => {
  const { db, created, credits, other } = stage;
  const schoolId = other.organisationId;
  await db.tx(created.staff, (tx) =>
    credits.grant(tx, { id: newId(), schoolId, amount: 100n, reason: 'For a test' }),
  );
  await db.tx(created.staff, (tx) => creditsOfLater(tx, schoolId, 1_000n, '2026-09-01'));
  const finance = await someone(stage, 'finance');
  const pages = stage.pages(CreditChangeController);
  const change = (over: object) =>
    pages.check(finance, schoolId, { transferId: newId(), reason: 'Counted twice', ...over });
  const few = 'There are not enough credits left for this.';
  expect(errors(await change({ kind: 'take', amount: '5' })).amount?.text).toBe(few);
  expect(errors(await change({ kind: 'add', amount: '0' })).amount?.text).toMatch(/^An amount must be/);
  const ended = { kind: 'grant', amount: '5', expiresOn: '2026-04-12' };
  expect(errors(await change(ended)).expiresOn?.text).toBe('Choose a last day that is not in the past.');
  const most = { kind: 'grant', amount: '199.01' };
  expect(errors(await change(most)).amount?.text).toContain('now up to 199 credits more');
  expect((await change({ kind: 'add', amount: '5' })).title).toBe('Check before it is written down');
  expect((await pages.form(finance, schoolId)).model).toMatchObject({ has: '1 credit' });
});

test('a rehearsal’s clock is looked at as it will be set', async () => {
  const pages = stage.pages(ClockController);
  const check = (time: string) => pages.check(stage.staffAs('administrator'), { day: '2026-04-13', time });
  expect(errors(await check('08:59')).day?.text).toBe('A rehearsal clock only goes forward.');
  expect((await check('09:00')).title).toBe('Set the clock forward?');
});

test('credits are given to a school that is to close, and to none that has', async () => {
  const { db, created, asking, head } = stage;
  await choose(stage, { ledger: { giving: 'allowed' } });
  const [one, two] = created.schools.filter(
    ({ organisationId, laCode, stateFunded }) =>
      laCode === asking.laCode && stateFunded && organisationId !== asking.organisationId,
  );
  const be = (status: string, id: string) =>
    db.systemTx('a test reads a newer register', (tx) =>
      tx.query('UPDATE directory.school SET status = $2 WHERE organisation_id = $1', [id, status]),
    );
  await be('open-but-proposed-to-close', one!.organisationId);
  await be('closed', two!.organisationId);
  const found = async (q: string) =>
    (
      (await stage.pages(GiftsController).new(head, q)) as Page & { model: { schools: { value: string }[] } }
    ).model.schools.map(({ value }) => value);
  expect(await found(one!.name)).toContain(one!.organisationId);
  expect(await found(two!.name)).not.toContain(two!.organisationId);
  const gift = { from: asking.organisationId, amount: 100n };
  const may = (to: string) => db.tx(head, (tx) => stage.credits.mayGive(tx, { ...gift, to }));
  await may(one!.organisationId);
  await expect(may(two!.organisationId)).rejects.toMatchObject({ code: 'entitlements.not-a-neighbour' });
});
