import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { redirect, type Page } from '../../apps/web/kit/page.js';
import { AgreementsController } from '../../apps/web/school/agreements/controller.js';
import { CatalogueController } from '../../apps/web/school/catalogue/controller.js';
import { publishPlan } from './agreements/offers.js';
import { openPages, type Pages } from './pages.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage & Pages;
beforeAll(async () => {
  stage = await openPages(openStage);
}, 240_000);
afterAll(() => stage?.close());

test('a school compares three plans at most, however many it asks for or there are', async () => {
  const [bronze, silver, gold] = ['bronze', 'silver', 'gold'].map((slug) =>
    offerId(stage.created.operatorId, slug),
  );
  const platinum = await publishPlan(stage, 'Platinum', 900_000n);
  const pages = stage.pages(CatalogueController);
  const compared = async (plan?: string[]) => {
    const { model } = (await pages.compare(stage.head, { plan })) as Page;
    return JSON.stringify(model).match(/"(Bronze|Silver|Gold|Platinum)"/g);
  };
  expect(new Set(await compared([bronze!, platinum]))).toEqual(new Set(['"Bronze"', '"Platinum"']));
  expect(new Set(await compared([bronze!, silver!, gold!, platinum])).size).toBe(3);
  expect(new Set(await compared()).size).toBe(3);
});

test('the address of a plan that is not offered any more leads to its page, which says so', async () => {
  const plan = await publishPlan(stage, 'Bronze', 100_000n, { withdrawnOn: '2026-04-13' });
  const head = stage.as(stage.neighbour.organisationId);
  expect(await stage.pages(AgreementsController).new(head, plan)).toEqual(redirect(`/catalogue/${plan}`));
  const { model } = (await stage.pages(CatalogueController).offer(head, plan)) as Page;
  expect(model).toMatchObject({ action: null, othersHref: '/catalogue?kind=plan' });
});
