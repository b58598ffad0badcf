import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '#testing';
import { atHome, button, heading, link, setStage, type Stage } from './a-school.js';
import { spendWallet, support } from './between-schools.js';
import { check, checkOnPaper, desk, phone, screenshot, startBrowser } from './browser.js';

// Each page is looked at by axe, which takes its time on a busy machine.
jest.setTimeout(600_000);

let [stage, browser] = [] as unknown as [Stage, Browser];
let [manager, head, chair, otherHead] = [] as unknown as [Page, Page, Page, Page];
beforeAll(async () => {
  [stage, browser] = await Promise.all([setStage(), startBrowser()]);
  manager = await atHome(browser, stage, /Business manager, Beth Marsh/);
  head = await atHome(browser, stage, /Headteacher, Ann Lee/);
  chair = await atHome(browser, stage, /Chair of governors, Carl Obi/);
  otherHead = await atHome(browser, stage, /Headteacher, Helen Frost/);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

async function onPhone(page: Page, run: () => Promise<void>): Promise<void> {
  await page.setViewportSize(phone);
  await run();
  await page.setViewportSize(desk);
}

test('before anything is bought every page says what will appear', async () => {
  await check(manager);
  await screenshot(manager, 'school-home-empty');
  for (const path of [
    '/visits',
    '/visits/new',
    '/courses',
    '/places',
    '/support',
    '/agreements',
    '/purchases',
    '/documents',
    '/statement/credits',
    '/statement/days',
  ]) {
    expect((await manager.goto(path))!.status()).toBe(200);
    await check(manager);
  }
  expect((await manager.goto('/statement/gold'))!.status()).toBe(404);
  expect((await manager.goto('/visits/not-an-id'))!.status()).toBe(404);
});

test('the catalogue is at the school’s own price, forgives a typing mistake and compares plans', async () => {
  await manager.goto('/catalogue');
  await manager.getByRole('heading', { name: 'Silver' }).waitFor();
  await check(manager);
  await screenshot(manager, 'catalogue');
  await manager.getByText('How is this worked out?').first().click();
  await manager
    .getByText(/Schools with .* pupils pay/)
    .first()
    .waitFor();
  await manager.getByLabel('Search').fill('phoncs leders');
  await button(manager, 'Find');
  await manager.getByRole('heading', { name: 'Phonics leaders' }).waitFor();
  await manager.getByText('1 result').waitFor();
  await manager.goto('/catalogue?pay=fund');
  await manager.getByRole('heading', { name: 'Mathematics in every year group' }).waitFor();
  await check(manager);
  await manager.goto('/catalogue');
  await manager.getByLabel(/^A free place: you have none left/).check();
  await manager.getByLabel(/^Course/).check();
  await button(manager, 'Show results');
  await manager.getByRole('link', { name: 'Remove A free place: you have none left' }).waitFor();
  await manager.getByRole('heading', { name: 'Phonics leaders' }).waitFor();
  await check(manager);
  await screenshot(manager, 'catalogue-filtered');
  await onPhone(manager, async () => {
    expect(await manager.getByLabel(/^A free place: you have none left/).isVisible()).toBe(false);
    await manager.getByRole('link', { name: 'Filters (2 chosen)' }).press('Enter');
    await manager.getByLabel(/^A free place: you have none left/).uncheck();
    await check(manager);
    await button(manager, 'Show results');
    await manager.getByRole('link', { name: 'Filters (1 chosen)' }).waitFor();
    expect(await manager.getByLabel(/^Course/).isVisible()).toBe(false);
  });
  await link(manager, 'Remove Course');
  await button(manager, 'Compare');
  await heading(manager, 'Compare plans');
  await check(manager);
  await screenshot(manager, 'compare-plans');
  await link(manager, /^Silver$/);
  await heading(manager, 'Silver');
  await check(manager);
});

test('a plan is prepared by the business manager, approved by the head and granted', async () => {
  await button(manager, 'Choose Silver');
  await check(manager);
  await manager.getByLabel('The day it starts').fill('');
  await button(manager, 'Continue');
  await manager.getByRole('alert').getByText('Enter the day it starts').waitFor();
  await check(manager);
  await manager.getByLabel('The day it starts').fill('2027-04-12');
  await manager.getByLabel(/Purchase order/).fill('PO 4711');
  await button(manager, 'Continue');
  await heading(manager, 'Check your answers');
  await manager.getByText('Ann Lee, your headteacher, has to approve it').waitFor();
  await check(manager);
  await screenshot(manager, 'agreement-check');
  await button(manager, 'Change these answers');
  expect(await manager.getByLabel(/Purchase order/).inputValue()).toBe('PO 4711');
  await button(manager, 'Continue');
  await button(manager, 'Send it for approval');
  await heading(manager, 'Silver is prepared');
  await check(manager);
  await head.goto('/home');
  await link(head, /Approve Silver/);
  await head.getByText('Beth Marsh').waitFor();
  await check(head);
  await screenshot(head, 'agreement-approval');
  await button(head, 'Approve and sign');
  await heading(head, 'Silver is signed');
  await check(head);
  await screenshot(head, 'agreement-signed');
  await link(head, 'See the agreement');
  await head.getByText('It renews for another year').waitFor();
  await check(head);
  await link(head, 'Renew, change or leave');
  await check(head);
  await head.getByLabel('Change to Gold').check();
  await button(head, 'Save');
  await head.getByText('goes on as Gold, as you asked').waitFor();
  await manager.goto('/statement/credits');
  await manager.getByText('Silver: credits for support, courses and services').first().waitFor();
  await check(manager);
});

test('the invoice says why its tax is what it is', async () => {
  await eventually('the agreement is billed', async () => {
    await head.goto('/documents');
    return (await head.getByRole('link', { name: /^ASP-/ }).count()) > 0;
  });
  await head.getByText('Invoice, order PO 4711').waitFor();
  await check(head);
  await link(head, /^ASP-/);
  await head.getByText('Standard-rated: VAT at 20%.').waitFor();
  await head.getByText('PO 4711').waitFor();
  await check(head);
  await checkOnPaper(head);
  await screenshot(head, 'invoice');
});

test('a day is booked once, reported, read by the head and the chair, and evaluated', async () => {
  const { scene, created, school } = stage;
  await manager.goto('/home');
  await button(manager, 'Book a day');
  await manager.getByLabel('Tuesday 20 April 2027').check();
  await button(manager, 'Continue');
  await manager.getByRole('alert').getByText('Say what the visit is for').waitFor();
  await check(manager);
  await manager.getByLabel('What is it for?').fill('A review of reading in Year 2');
  await screenshot(manager, 'book-a-day');
  await button(manager, 'Continue');
  await check(manager);
  await button(manager, 'Book the visit');
  await heading(manager, 'Your visit is booked');
  await check(manager);
  await screenshot(manager, 'visit-booked');
  // Not to the answers that were checked, which a browser cannot show again without sending them again.
  await manager.goBack();
  await heading(manager, 'Book a day');
  await manager.goForward();
  await heading(manager, 'Your visit is booked');
  await link(manager, 'Book another day');
  await manager.getByLabel('Tuesday 20 April 2027').isDisabled();
  await manager.getByLabel('Another day, which I enter below').check();
  await manager.getByLabel('Another day', { exact: true }).fill('2027-04-24');
  await manager.getByLabel('What is it for?').fill('A Saturday');
  await button(manager, 'Continue');
  await manager.getByRole('alert').getByText('Saturday 24 April 2027 is not a school day for you').waitFor();
  await check(manager);
  expect(await manager.getByLabel('What is it for?').inputValue()).toBe('A Saturday');

  await stage.advance('2027-04-21T15:00:00Z');
  const [booked] = await scene.db.tx(created.staff, (tx) =>
    scene.visits.list(tx, { schoolId: school.organisationId }),
  );
  await scene.db.tx(stage.as(booked!.homeId, 'manager'), (tx) =>
    scene.visits.report(
      tx,
      booked!.visitId,
      'We listened to twelve children read and looked at the books they take home.\n\nTwo things to do before the summer: a fixed time for reading aloud every day, and matched books for the six children who fall behind.',
    ),
  );
  await chair.goto('/home');
  await check(chair);
  await link(chair, /Read the report/);
  await check(chair);
  await head.goto('/home');
  await check(head);
  await screenshot(head, 'school-home');
  await link(head, /Read the report/);
  await check(head);
  await screenshot(head, 'visit-report');
  await button(head, 'Mark as read');
  await head.getByText('The report is marked as read.').waitFor();
  await button(head, 'Say how it went');
  await button(head, 'Send the evaluation');
  await head.getByRole('alert').getByText('Choose how the visit went').waitFor();
  await check(head);
  await head.getByLabel('4 – good').check();
  await head.getByLabel(/What made it so/).fill('Clear, and kind to the staff.');
  await button(head, 'Send the evaluation');
  await head.getByText('Thank you.').waitFor();
  await head.goto('/visits');
  await check(head);
});

test('support is asked for, agreed to by the other school, booked and evaluated; it earns credits that pay a course', () =>
  support(stage, head, otherHead));

test('a wallet is spent on what the school chooses, and not a penny more', () =>
  spendWallet(stage, manager, head));
