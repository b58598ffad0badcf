import { expect, test } from '@jest/globals';
import type { FundPosition } from '#funding';
import { presentSchoolChoice as whoseMoney } from '../authority/funds/presenter.js';
import { presentSchoolChoice as whoseCredits } from '../operator/credits/presenter.js';
import { presentGift } from '../school/gifts/presenter.js';
import { blankForm } from './form.js';
import { nearest } from './nearest.js';
import type { Page } from './page.js';
import { render } from './renderer.js';

/** What a search shows of so many schools. */
const among = (count: number) =>
  nearest(async (limit) =>
    Array.from({ length: Math.min(count, limit) }, (_, at) => ({
      organisationId: `school-${at}`,
      name: `School ${at}.`,
    })),
  ) as Promise<never>;
const words = ({ template, title, model, options }: Page<object>): string =>
  render(template, {
    title,
    model,
    layout: { paths: {}, menu: [], foot: [] },
    form: options.form ?? blankForm(),
  });
const fund = { fundId: 'f', title: 'Reading', left: 100n } as FundPosition;

test.each<[string, (count: number) => Promise<Page<object>>]>([
  [
    'money is earmarked for',
    async (count) => whoseMoney(fund, 's', { found: await among(count), own: new Set() }),
  ],
  ['credits are changed', async (count) => whoseCredits('s', await among(count))],
  ['credits are given to', async (count) => presentGift([], await among(count), 0n, blankForm())],
])('a search for the school whose %s says when it found more than it shows', async (_, page) => {
  const said = 'These are the first 20. Write more of the name to find others.';
  const [all, cut] = [words(await page(20)), words(await page(21))];
  expect(all).toContain('School 19.');
  expect(all).not.toContain(said);
  expect(cut).toContain(said);
  expect(cut).not.toContain('School 20.');
});
