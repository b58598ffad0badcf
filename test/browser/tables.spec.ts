import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { setStage, type Stage } from '../access/stage.js';
import { axe, enter, screenshot, startBrowser } from './browser.js';
import { pagesOf, type Found } from './pages-of.js';

/** Everyone of an operator, and the pages with a table that each must have reached. */
const people: [who: string, tables: string[]][] = [
  [
    'Business manager',
    [
      '/agreements',
      '/documents',
      '/documents/:id',
      '/catalogue/compare',
      '/statement/credits',
      '/statement/days',
    ],
  ],
  ['Headteacher', ['/agreements', '/documents/:id', '/statement/credits']],
  ['Chair of governors', ['/documents/:id', '/catalogue/compare']],
  ['Service manager', ['/course-dates']],
  ['Practitioner', []],
  ['Commissioner', ['/funds/:id', '/authority/schools']],
  ['Budget holder', ['/funds/:id', '/authority/schools']],
  [
    'Administrator',
    [
      '/home',
      '/parties',
      '/settings',
      '/settings/:setting',
      '/audit-trail',
      '/brokerage',
      '/offers',
      '/credits',
    ],
  ],
  ['Broker', ['/home', '/schools-to-call', '/brokerage']],
  ['Finance officer', ['/finance/documents', '/documents/:id', '/credits']],
];
/** The narrowest phone that people still use. */
const narrow = { width: 360, height: 740 };

let [stage, browser] = [] as unknown as [Stage, Browser];
beforeAll(async () => {
  [stage, browser] = await Promise.all([setStage(), startBrowser()]);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

test.each(people)(
  '%s: every table is whole on a phone',
  async (who, tables) => {
    const page = await enter(browser, stage, new RegExp(`as ${who}, `), narrow);
    const found = (await pagesOf(page)).filter(({ html }) => html.includes('<table'));
    expect(found.map(({ pattern }) => pattern)).toEqual(expect.arrayContaining(tables));
    const faults: string[] = [];
    const turn = people.findIndex(([name]) => name === who);
    for (const one of oneOfEach(found, turn)) faults.push(...(await faultsOf(page, one)));
    expect(faults).toEqual([]);
    await page.context().close();
  },
  600_000,
);

/** One page of each pattern: of two invoices the first for one person, the second for the next. */
const oneOfEach = (found: readonly Found[], turn: number): Found[] =>
  [...new Set(found.map(({ pattern }) => pattern))].map((pattern) => {
    const alike = found.filter((one) => one.pattern === pattern);
    return alike[turn % alike.length]!;
  });

/** Templates that axe has seen: it looks at each once, the sizes are looked at for everyone. */
const seen = new Set<string>();

async function faultsOf(page: Page, { href, pattern }: Found): Promise<string[]> {
  await page.goto(href);
  const faults = (await page.evaluate(cellFaults)) as string[];
  if (!seen.has(pattern)) {
    seen.add(pattern);
    await axe(page).catch((error: Error) => faults.push(error.message));
    await screenshot(page, `table${pattern.replaceAll(/[^a-z]+/g, '-')}`);
  }
  return faults.map((fault) => `${href}: ${fault}`);
}

/** In the page: what of a table is cut off, hidden or without its column's name, as sentences. */
const cellFaults = `(() => {
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  const faults = [];
  const excess = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (excess > 0) faults.push('the page is ' + excess + ' pixels too wide');
  for (const cell of document.querySelectorAll('tbody th, tbody td, caption')) {
    const said = cell.textContent.trim();
    if (!said || cell.closest('.govuk-visually-hidden')) continue;
    const boxes = [];
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (texts.currentNode.parentElement.closest('.govuk-visually-hidden')) continue;
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      boxes.push(...[...range.getClientRects()].filter((box) => box.width > 0));
    }
    if (!boxes.length) faults.push('cannot be seen: ' + said);
    if (boxes.some((box) => box.left < 0 || box.right > innerWidth)) faults.push('is cut off: ' + said);
    for (let around = cell; around; around = around.parentElement)
      if (around.scrollWidth > around.clientWidth + 1 && getComputedStyle(around).overflowX !== 'visible')
        faults.push('scrolls sideways: ' + said);
    const label = getComputedStyle(cell, '::before').content;
    if (cell.matches('td[data-label]') && !label.includes(cell.dataset.label)) faults.push('has no name: ' + said);
    if (!cell.closest('[role=table]')) faults.push('is in no table: ' + said);
  }
  return faults;
})()`;
