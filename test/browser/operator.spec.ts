import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { offerId } from '#blueprints';
import type { School } from '#directory';
import { newId, Temporal, type Role } from '#platform';
import { actingFor, advance } from '../scenarios/scene.js';
import { check, screenshot } from './browser.js';
import { chooseSettings, chooseWords } from './choosing.js';
import { issueKey } from './issuing.js';
import { setStaffStage, type StaffStage } from './operator.js';
import { proposeHeads } from './proposing.js';
import { changeRegister, decideMembers, setInvoices, tryOtherMembers } from './register-changes.js';

let stage: StaffStage;
let closed: School;
let { scene, created, asking, warrington, as } = {} as StaffStage;
beforeAll(async () => {
  stage = await setStaffStage();
  ({ scene, created, asking, warrington, as } = stage);
}, 600_000);
afterAll(() => stage?.close());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();
const open = async (page: Page, path: string) => {
  expect((await page.goto(path))!.status()).toBe(200);
  await check(page);
};
const actor = (organisationId: string, role: Role) => actingFor(created.operatorId, organisationId, role);

test('before anything has happened every page says what will appear', async () => {
  for (const path of [
    '/home',
    '/schools-to-call',
    '/brokerage',
    '/finance/documents',
    '/credits',
    '/offers',
    '/parties',
    '/audit-trail',
    '/clock',
  ])
    await open(as('administrator'), path);
  for (const path of [
    '/home',
    '/funds',
    '/funds/new',
    '/authority/schools',
    '/authority/schools?visits=none',
  ])
    await open(as('commissioner'), path);
  for (const path of ['/home', '/course-dates', '/course-dates/new', '/deliveries'])
    await open(as('manager'), path);
  await open(as('practitioner'), '/home');
  await open(as('finance'), '/home');
  expect((await as('finance').goto('/brokerage'))!.status()).toBe(403);
  expect((await as('commissioner').goto('/parties'))!.status()).toBe(403);
}, 600_000);

test('a broker sees a request and who could meet it, and proposes in one step', async () => {
  const page = as('broker');
  const plan = offerId(created.operatorId, 'gold');
  const head = actor(asking.organisationId, 'headteacher');
  await scene.db.tx(head, (tx) =>
    scene.agreements.prepare(tx, { agreementId: newId(), schoolId: asking.organisationId, offerId: plan }),
  );
  await scene.db.tx(head, (tx) =>
    scene.requests.ask(tx, {
      requestId: newId(),
      schoolId: asking.organisationId,
      need: 'leadership',
      details: 'Our new deputy would gain from days beside an experienced head.',
      days: 200n,
    }),
  );
  await page.goto('/home');
  await page.getByText('1 request for support to match').waitFor();
  await check(page);
  await page.goto('/brokerage');
  await page.getByRole('cell', { name: /^By / }).waitFor();
  await check(page);
  await screenshot(page, 'broker-board');
  await page.getByRole('link', { name: asking.name }).click();
  await heading(page, asking.name);
  await page
    .getByText(/^For: /)
    .first()
    .waitFor();
  await button(page, 'Propose');
  await page.getByRole('alert').getByText('Choose whom to propose').waitFor();
  await check(page);
  await page.getByRole('radio').first().check();
  await page.getByLabel('Why this person?').fill('Has led a school like yours through the same change.');
  await screenshot(page, 'broker-request');
  await button(page, 'Propose');
  await heading(page, /is proposed$/);
  await check(page);
  await page.getByRole('link', { name: 'Go to the next request' }).click();
  await page
    .getByRole('region', { name: 'Requests: Offered' })
    .getByRole('link', { name: asking.name })
    .click();
  // Nobody answers: the request is new again, and someone else may be proposed.
  await check(page);
  await button(page, 'Take it as declined');
  await page.getByText('The request is new again, and its credits are free.').waitFor();
  await page.getByText(/Declined on/).waitFor();
  await page.getByRole('radio').first().waitFor();
  await check(page);
}, 600_000);

test('an authority opens a fund, earmarks a wallet for a school and sees where the money is', async () => {
  const page = as('commissioner');
  await page.goto('/funds/new');
  await page.getByLabel('Name of the fund').fill('Intervention 2027-28');
  await page.getByLabel('Amount').fill('a lot');
  await button(page, 'Continue');
  await page
    .getByRole('alert')
    .getByText(/Enter an amount in pounds/)
    .waitFor();
  expect(await page.getByLabel('Name of the fund').inputValue()).toBe('Intervention 2027-28');
  await page.getByLabel('Amount').fill('25,000');
  await button(page, 'Continue');
  await heading(page, 'Check the fund before you open it');
  await check(page);
  await button(page, 'Open the fund');
  await heading(page, 'Intervention 2027-28 is open');
  await check(page);
  await page.getByRole('link', { name: 'Earmark money for a school' }).click();
  const words = asking.name.split(' ');
  await page
    .getByLabel(/Name, town/)
    .fill(words[0]!.length > 4 ? words[0]!.slice(0, 2) + words[0]!.slice(3) : words[0]!);
  await button(page, 'Find schools');
  await check(page);
  await page.getByRole('link', { name: asking.name, exact: true }).click();
  await page.getByLabel('Amount').fill('30000');
  await page.getByLabel('What is it for?').fill('Mathematics in every year group');
  await button(page, 'Continue');
  await page.getByRole('alert').getByText('There is £25,000.00 left to earmark in this fund.').waitFor();
  await page.getByLabel('Amount').fill('2000');
  await button(page, 'Continue');
  await heading(page, 'Check before you earmark');
  await button(page, 'Earmark the money');
  await heading(page, `£2,000.00 is earmarked for ${asking.name}`);
  await check(page);

  const wallet = (
    await scene.db.tx(actor(warrington, 'commissioner'), (tx) =>
      scene.funds.wallets(tx, { laId: warrington }),
    )
  )[0]!;
  const buy = () =>
    scene.db.tx(actor(asking.organisationId, 'headteacher'), (tx) =>
      scene.purchases.buy(tx, {
        purchaseId: newId(),
        schoolId: asking.organisationId,
        offerId: offerId(created.operatorId, 'leadership-review'),
        walletId: wallet.walletId,
      }),
    );
  await buy();
  await page.getByRole('link', { name: 'See the fund' }).click();
  await page
    .getByRole('img', {
      name: '£0.00 spent, £1,000.00 committed, £1,000.00 earmarked and free, £23,000.00 left of £25,000.00',
    })
    .waitFor();
  await check(page);
  await screenshot(page, 'authority-fund');
  await page.getByRole('link', { name: asking.name }).click();
  await page.getByRole('cell', { name: 'Committed', exact: true }).waitFor();
  await check(page);
  await page.goto('/home');
  await screenshot(page, 'authority-home');
}, 600_000);

test('a provider delivers, schedules a course, takes its register and files a report', async () => {
  const page = as('manager');
  await page.goto('/home');
  await page.getByRole('link', { name: 'Review of leadership' }).click();
  await button(page, 'Yes, it is delivered');
  await heading(page, 'Review of leadership is delivered');
  await check(page);
  await page.goto('/course-dates/new');
  await page.getByLabel('Course').selectOption({ label: 'Phonics leaders' });
  await page.getByLabel('Day').fill('2027-04-21');
  await page.getByLabel('Starts at').fill('09:30');
  await page.getByLabel('Where').fill('Orford Park Learning Centre');
  await page.getByLabel('Places').fill('12');
  await button(page, 'Continue');
  await heading(page, 'Check the date before you publish it');
  await button(page, 'Publish the date');
  await heading(page, 'Phonics leaders is scheduled');
  await check(page);

  const head = actor(asking.organisationId, 'headteacher');
  const [session] = await scene.db.tx(head, (tx) => scene.courses.sessions(tx));
  const sip = (await scene.db.tx(head, (tx) => scene.practitioners.linkOf(tx, asking.organisationId)))!;
  await scene.db.tx(head, (tx) =>
    scene.courses.book(tx, {
      placeId: newId(),
      sessionId: session!.sessionId,
      schoolId: asking.organisationId,
      attendee: 'Dee Marsh',
      means: 'free',
    }),
  );
  await scene.db.tx(head, (tx) =>
    scene.visits.book(tx, {
      visitId: newId(),
      schoolId: asking.organisationId,
      practitionerId: sip.practitionerId,
      on: Temporal.PlainDate.from('2027-04-20'),
      portion: 100n,
      purpose: 'Termly review',
    }),
  );
  await page.goto('/home');
  await check(page);
  await screenshot(page, 'provider-home');
  await advance(scene, created, '2027-04-22T08:00:00Z');
  await page.goto('/home');
  await page.getByRole('link', { name: 'Take the register of Phonics leaders' }).click();
  await check(page);
  await page.getByLabel(/Dee Marsh/).check();
  await button(page, 'Take the register');
  await page.getByText('The register is taken.').waitFor();
  await page.getByRole('cell', { name: 'Attended' }).waitFor();
  await check(page);

  const own = as('practitioner');
  await own.goto('/home');
  await check(own);
  await own.getByRole('link', { name: `Report of the visit to ${asking.name}` }).click();
  await own.getByLabel('Report').fill('Too short');
  await button(own, 'Continue');
  await own.getByRole('alert').getByText('Write at least a sentence or two').waitFor();
  await own
    .getByLabel('Report')
    .fill(
      'We walked every classroom, looked at books and agreed two things to change before the next visit.',
    );
  await check(own);
  await button(own, 'Continue');
  await check(own);
  await button(own, 'File the report');
  await heading(own, 'The report is filed');
  await check(own);
}, 600_000);

test(
  'an administrator proposes a headteacher, and the school’s chair, or its office by a letter, says yes',
  () => proposeHeads(stage),
  600_000,
);

test(
  'an administrator chooses settings from a day on; others read them',
  () => chooseSettings(stage),
  600_000,
);

test('an administrator adds a word and ends it, from a day on', () => chooseWords(stage), 600_000);

test('an administrator issues a key that is shown once, and sets the clock', () => issueKey(stage), 600_000);

test('an administrator decides which new schools join and whose membership ends', async () => {
  closed = await changeRegister(stage);
  await decideMembers(stage, closed);
}, 600_000);

test('what may not be decided is refused: an open school’s end, a closed or far school’s start, by anyone else', () =>
  tryOtherMembers(stage, closed));

test('finance sets what invoices say and which schools are journalled to', () => setInvoices(stage), 600_000);
