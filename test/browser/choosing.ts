import { check, screenshot } from './browser.js';
import type { StaffStage } from './operator.js';

/** An administrator adds a kind of service from a day on, and ends it. */
export async function chooseWords({ as }: StaffStage): Promise<void> {
  const page = as('administrator');
  const button = (name: string) => page.getByRole('button', { name }).click();
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  await page.goto('/settings');
  await page.getByRole('link', { name: /^Our words/ }).click();
  await check(page);
  await screenshot(page, 'words');
  await page.getByRole('link', { name: 'Add a kind of service' }).click();
  await button('Continue');
  await page.getByRole('alert').getByText('What people read must have 2 characters or more').waitFor();
  await check(page);
  await page.getByLabel('What people read').fill('Coaching');
  await page.getByLabel('Consultancy').check();
  await page.getByLabel('From which day').fill('2028-04-01');
  await button('Continue');
  await heading('Check the new word');
  await check(page);
  await button('Add it');
  await heading('“Coaching” is added');
  await check(page);
  await page.getByRole('link', { name: 'See all our words' }).click();
  await page.getByRole('link', { name: 'End Coaching' }).click();
  await heading('End “Coaching”?');
  await page.getByLabel('The last day').fill('2028-08-31');
  await check(page);
  await screenshot(page, 'word-ending');
  await button('End it');
  await heading('“Coaching” ends');
  await check(page);
}

/** An administrator sees what holds, and chooses a notice and a ladder of approval for later days. */
export async function chooseSettings({ as }: StaffStage): Promise<void> {
  const page = as('administrator');
  const button = (name: string) => page.getByRole('button', { name }).click();
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  await page.goto('/home');
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
  await check(page);
  await screenshot(page, 'settings');
  await page.getByRole('link', { name: 'Notice', exact: true }).click();
  await heading('Notice');
  await check(page);
  await page.getByLabel('Notice').fill('400');
  await button('Continue');
  await page.getByRole('alert').getByText('Notice must be a whole number, from 0 days to 365 days').waitFor();
  await page.getByRole('alert').getByText('Enter the day from which it holds').waitFor();
  await check(page);
  await page.getByLabel('Notice').fill('90');
  await page.getByLabel('From which day?').fill('2028-04-01');
  await button('Continue');
  await heading('Check what you change');
  await check(page);
  await screenshot(page, 'setting-check');
  await button('Change the setting');
  await heading('The setting is changed');
  await check(page);
  await page.getByRole('link', { name: 'See all settings' }).click();
  await page.getByText('From 1 April 2028: 90 days').waitFor();
  await page.getByRole('link', { name: 'What a school orders' }).click();
  await heading('What a school orders');
  await page
    .getByRole('group', { name: 'How much do they approve alone?' })
    .nth(1)
    .getByLabel('Up to a limit')
    .check();
  await page.getByLabel('The limit, if there is one').nth(1).fill('10,000');
  await page
    .getByRole('group', { name: 'How much do they approve alone?' })
    .nth(2)
    .getByLabel('Any amount')
    .check();
  await page.getByLabel('From which day?').fill('2028-09-01');
  await check(page);
  await screenshot(page, 'setting-ladder');
  await button('Continue');
  await heading('Check what you change');
  await page.getByText('Headteacher: up to £10,000 alone').waitFor();
  await check(page);
  await button('Change the setting');
  await heading('The setting is changed');
  // Who only reads it finds no form there.
  const finance = as('finance');
  await finance.goto('/settings/approvals.school');
  await finance.getByRole('rowheader', { name: 'From 1 September 2028' }).waitFor();
  await finance.getByRole('button', { name: 'Continue' }).waitFor({ state: 'detached' });
  await check(finance);
}
