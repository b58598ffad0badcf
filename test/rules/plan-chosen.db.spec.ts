import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { newId, type Role, type Temporal } from '#platform';
import type { Page } from '../../apps/web/kit/page.js';
import { AgreementsController } from '../../apps/web/school/agreements/controller.js';
import { CatalogueController } from '../../apps/web/school/catalogue/controller.js';
import { publishPlan } from './agreements/offers.js';
import { openPages, type Pages } from './pages.js';
import { day, openStage, type Stage } from './stage.js';
import { at } from './traces.js';

/** “Choose Gold” stands where its page would ask for the details, and nowhere else. */
let stage: Stage & Pages;
beforeAll(async () => {
  stage = await openPages(openStage);
}, 240_000);
afterAll(() => stage?.close());

const planOf = (slug: string) => offerId(stage.created.operatorId, slug);
/** Schools that have no plan yet. */
const schools = () =>
  stage.created.schools
    .filter((one) => one.laCode === '876' && one.fundingStatus !== 'independent')
    .map((one) => one.organisationId);
const take = (schoolId: string, plan: string, startsOn?: Temporal.PlainDate, by?: Role) =>
  stage.db.tx(stage.as(schoolId, by), (tx) =>
    stage.agreements.prepare(tx, { agreementId: newId(), schoolId, offerId: plan, startsOn }),
  );
/** The title of what “Choose” leads to, and whether the plan's own page and Compare lead there. */
async function chosen(schoolId: string, plan: string) {
  const head = stage.as(schoolId);
  const { title } = (await stage.pages(AgreementsController).new(head, plan)) as Page;
  const catalogue = stage.pages(CatalogueController);
  const { action, why } = (await catalogue.offer(head, plan)).model as {
    action: { href: string } | null;
    why: object | null;
  };
  const compared = JSON.stringify(await catalogue.compare(head, { plan: [plan] }));
  return { title, href: action?.href ?? null, why, compared: compared.includes('/agreements/new') };
}

test('a school whose every day has a plan is told so on the page of each, and led to what it can change', async () => {
  const [, , schoolId] = schools() as [string, string, string];
  const gold = planOf('gold');
  const free = { title: 'Gold: your agreement', href: `/agreements/new?plan=${gold}`, why: null };
  expect(await chosen(schoolId, gold)).toEqual({ ...free, compared: false });
  await take(schoolId, planOf('bronze'));
  const next = await take(schoolId, planOf('silver'), day('2027-04-01'));
  expect(await chosen(schoolId, gold)).toEqual({
    title: 'You cannot choose Gold now',
    href: null,
    why: {
      text: 'Your school has a plan already for all or part of every term that can be chosen today.',
      way: {
        text: 'Renew, change or leave Silver',
        href: `/agreements/${next.agreementId}/term-end`,
      },
    },
    compared: false,
  });
});

test('a day is offered from which the whole term is free, and none where only a part of one is', async () => {
  const schoolId = schools()[4]!;
  const [silver, gold] = [planOf('silver'), planOf('gold')];
  const first = async () => {
    const { title, options } = (await stage
      .pages(AgreementsController)
      .new(stage.as(schoolId), gold)) as Page;
    return options.form?.values.startsOn ?? title;
  };
  expect(await first()).toBe('2026-04-13');
  await take(schoolId, silver, day('2026-09-01'));
  expect(await first()).toBe('2027-04-01');
  expect(await chosen(schoolId, gold)).toMatchObject({ href: `/agreements/new?plan=${gold}`, why: null });
  await take(schoolId, silver, day('2027-04-01'));
  expect(await chosen(schoolId, gold)).toMatchObject({
    title: 'You cannot choose Gold now',
    ...{ href: null, why: { text: expect.stringContaining('for all or part of every term') } },
  });
});

test('where what follows only waits for approval, the page of a plan says that its days may be free again', async () => {
  const [, , , schoolId] = schools() as [string, string, string, string];
  const [silver, gold] = [planOf('silver'), planOf('gold')];
  await take(schoolId, silver);
  await take(schoolId, silver, day('2027-04-01'), 'business-manager');
  expect(await chosen(schoolId, gold)).toMatchObject({
    href: null,
    why: {
      text: expect.stringMatching(/Silver waits for approval; if it is declined, its days are free again\.$/),
      way: { href: '/agreements' },
    },
  });
});

test('a plan is not to be chosen in a year that another renews into, its day for notice over, unless that one cannot renew', async () => {
  const [renewing, stuck] = schools() as [string, string];
  const gone = await publishPlan(stage, 'Gone', 90_000n, { withdrawnOn: '2027-04-01' });
  const [silver, gold] = [planOf('silver'), planOf('gold')];
  const signed = await take(renewing, silver);
  await take(stuck, gone);
  const asks = (plan: string, title: string) => ({
    ...{
      title: `${title}: your agreement`,
      href: `/agreements/new?plan=${plan}`,
      why: null,
      compared: false,
    },
  });
  await at(stage, `${signed.noticeBy.toString()}T12:00:00Z`);
  expect(await chosen(renewing, gold)).toEqual(asks(gold, 'Gold'));
  await at(stage, `${signed.noticeBy.add({ days: 1 }).toString()}T12:00:00Z`);
  const renews = expect.stringMatching(/^Notice had to be given by .* renews for another year\.$/);
  const { model } = (await stage.pages(AgreementsController).new(stage.as(renewing), gold)) as Page;
  expect(model).toMatchObject({ renews });
  expect(await chosen(renewing, gold)).toEqual({
    title: 'You cannot choose Gold now',
    href: null,
    why: {
      text: expect.stringMatching(/^Notice had to be given by .* To have another plan then, ask /),
      way: { text: 'Your agreements', href: '/agreements' },
    },
    compared: false,
  });
  expect(await chosen(renewing, silver)).toEqual(asks(silver, 'Silver'));
  expect(await chosen(stuck, gold)).toEqual(asks(gold, 'Gold'));
  // Nor where it is gone by the day that is free.
  const { why } = await chosen(renewing, gone);
  expect(why).toMatchObject({ text: expect.stringMatching(/and Gone is not offered after that\.$/) });
});
