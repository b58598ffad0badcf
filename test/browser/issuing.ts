import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { check, screenshot } from './browser.js';
import type { StaffStage } from './operator.js';

const button = (page: Page, name: string) => page.getByRole('button', { name }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

/** An administrator issues a key, which is shown once, the school's chair confirms it, he revokes it, and sets the clock to 1 May. */
export async function issueKey({ as, asking }: StaffStage): Promise<void> {
  const page = as('administrator');
  await page.goto(`/parties/${asking.organisationId}`);
  await page.getByLabel('What is the new key for?').fill('Finance system');
  await page.getByLabel('Read and change').check();
  await button(page, 'Issue a key');
  const key = (await page.getByText(/^mt_[\w-]{43}$/).textContent())!;
  await check(page);
  await screenshot(page, 'key');
  expect(JSON.stringify(await page.context().cookies())).not.toContain(key);
  await page.goto(`/parties/${asking.organisationId}`);
  expect(await page.content()).not.toContain(key);
  await page.getByText('It does nothing yet: it waits for their yes until').waitFor();
  const chair = as('chair');
  await chair.goto('/home');
  await chair.getByRole('link', { name: 'Say whether the key Finance system may act for you' }).click();
  await heading(chair, 'Finance system: may it act for you?');
  await chair.getByText('prepare plans, which somebody here approves').waitFor();
  await check(chair);
  await screenshot(chair, 'key-to-confirm');
  await button(chair, 'Confirm');
  await chair.getByText('The key is confirmed, and works from now on.').waitFor();
  await page.reload();
  await page.getByText(/, confirmed by .* on /).waitFor();
  await page.getByRole('link', { name: 'Revoke the key Finance system' }).click();
  await heading(page, 'Revoke the key Finance system?');
  await check(page);
  await button(page, 'Revoke the key');
  await page.getByText('The key works no more.').waitFor();
  await page.goto('/audit-trail?verb=identity.issue-key');
  await page.getByRole('rowheader', { name: 'Issued a key' }).waitFor();
  await check(page);
  await page.goto('/clock');
  await page.getByLabel('Day').fill('2027-05-01');
  await button(page, 'Continue');
  await heading(page, 'Set the clock forward?');
  await check(page);
  await button(page, 'Set the clock forward');
  await page.getByText('Rehearsal: it is 1 May 2027').waitFor();
  await screenshot(page, 'clock');
  await page.goto('/home');
  await check(page);
  await screenshot(page, 'operator-home');
  await page.goto('/finance/documents');
  await check(page);
}
