import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newId } from '#platform';
import { eventually } from '#testing';
import { check, screenshot } from './browser.js';
import type { StaffStage } from './operator.js';

const button = (page: Page, name: string) => page.getByRole('button', { name }).click();

/** One head is confirmed by the school's chair, another by its office, which was sent a letter. */
export async function proposeHeads({ scene, created, asking, as }: StaffStage): Promise<void> {
  const page = as('administrator');
  const propose = async (name: string) => {
    await page.goto('/parties');
    await page.getByLabel(/Name, town/).fill(asking.name);
    await button(page, 'Show');
    await page.getByRole('link', { name: asking.name, exact: true }).click();
    await page.getByLabel('Full name').fill(name);
    await page.getByLabel('E-mail address').fill('ann.lee');
    await button(page, 'Propose');
    await page.getByRole('alert').getByText('Enter their e-mail address').waitFor();
    await page.getByLabel('E-mail address').fill(`ann.${newId().slice(-6)}@example.org`);
    await page.getByLabel('Role').selectOption({ label: 'Headteacher' });
    await button(page, 'Propose');
    await page.getByText('They act for nobody until their organisation confirms.').waitFor();
    await check(page);
  };
  await propose('Ann Lee');
  await page.getByText('You proposed this person, so you cannot.').waitFor();
  await screenshot(page, 'nomination');
  const chair = as('chair');
  await chair.goto('/colleagues');
  await check(chair);
  await screenshot(chair, 'colleagues');
  await chair.getByRole('link', { name: 'Ann Lee' }).click();
  await check(chair);
  await button(chair, 'Confirm');
  await chair.getByText('They are confirmed.').waitFor();
  expect(await chair.getByRole('link', { name: 'Ann Lee' }).count()).toBe(0);
  await check(chair);

  await propose('Bea Hall');
  await button(page, 'Send the letter');
  await page.getByRole('alert').getByText('Choose the mailbox of their office').waitFor();
  await page.getByLabel(/office.s mailbox/).selectOption({ index: 1 });
  await button(page, 'Send the letter');
  await page.getByText(/A letter to office@.* is on its way/).waitFor();
  const link = await eventually('the letter is written', async () => {
    const [letter] = await scene.db.tx(created.staff, (tx) =>
      tx.query<{ body: string }>(
        `SELECT body FROM notifications.message WHERE subject LIKE 'Does Bea Hall%'`,
      ),
    );
    return letter && new URL(/https?:\S+/.exec(letter.body)![0]);
  });
  const office = await (
    await page
      .context()
      .browser()!
      .newContext({ baseURL: new URL(page.url()).origin })
  ).newPage();
  await office.goto(link.pathname + link.search);
  await check(office);
  await screenshot(office, 'confirm-appointment');
  await button(office, 'Yes, confirm');
  await office.getByRole('heading', { level: 1, name: 'Thank you' }).waitFor();
  await check(office);
  expect((await office.goto(link.pathname + link.search))!.status()).toBe(409);
  await office.context().close();
}
