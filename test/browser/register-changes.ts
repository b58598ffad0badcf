import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { laId, schoolId, type School } from '#directory';
import { advance } from '../scenarios/scene.js';
import { check, screenshot } from './browser.js';
import type { StaffStage } from './operator.js';

/** A newer register has two new schools and says that another, which it answers, has closed. */
export async function changeRegister({ scene, created, asking }: StaffStage): Promise<School> {
  const closed = created.schools.find((school) => school.organisationId !== asking.organisationId)!;
  await scene.db.systemTx('a newer register', async (tx) => {
    await tx.query("UPDATE directory.school SET status = 'closed', closed_on = '2027-03-31' WHERE urn = $1", [
      closed.urn,
    ]);
    for (const [urn, name] of [
      [999_001, 'Brookfield Primary School'],
      [999_002, 'Canal Side Nursery School'],
    ] as const) {
      await tx.query(
        "INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'school', $2, $3)",
        [schoolId(urn), String(urn), name],
      );
      await tx.query(
        `INSERT INTO directory.school (organisation_id, urn, name, la_code, la_name, type_code, type_name, status, opened_on, phase, funding_status, state_funded)
         VALUES ($1, $2, $3, '877', 'Warrington', '01', 'Community school', 'open', '2027-04-01', 'primary', 'maintained', true)`,
        [schoolId(urn), urn, name],
      );
    }
    await tx.query(
      "INSERT INTO directory.school_link (urn, link_urn, link_type) VALUES ($1, $2, 'Predecessor'), ($2, $1, 'Successor')",
      [999_001, closed.urn],
    );
  });
  return closed;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
const done = (page: Page, text: string | RegExp) => page.getByRole('alert').getByText(text).waitFor();
const trail = async (stage: StaffStage, verb: string) =>
  stage.scene.db.tx(stage.created.staff, async (tx) =>
    (
      await tx.query<{ subjectId: string }>(
        'SELECT subject_id FROM platform.audit WHERE operator_id = $1 AND verb = $2',
        [tx.operatorId, verb],
      )
    ).map((row) => row.subjectId),
  );
const buysHere = (stage: StaffStage, id: string) =>
  stage.scene.db.tx(stage.created.staff, (tx) => stage.scene.parties.buysHere(tx, id));

/** An administrator decides which new schools join and whose membership ends. */
export async function decideMembers(stage: StaffStage, closed: School): Promise<void> {
  const page = stage.as('administrator');
  await page.goto('/home');
  await page.getByRole('link', { name: 'The register changed: 2 new schools, 1 closed school' }).click();
  await page.getByText(`was ${closed.name}`).waitFor();
  await page.getByText('Closed on 31 March 2027').waitFor();
  await check(page);
  await screenshot(page, 'register-changes');

  await button(page, 'Add Brookfield Primary School');
  await done(page, 'The school is a member from today.');
  await page.goto('/register');
  await page.getByRole('link', { name: 'Leave out Canal Side Nursery School' }).click();
  await button(page, 'Leave it out');
  await page.getByRole('alert').getByText('Say why it is left out').waitFor();
  await check(page);
  await page.getByLabel('Why?').fill('It closes again in August');
  await button(page, 'Leave it out');
  await done(page, 'The school is left out.');
  await page.getByText('Every open school of your authorities is a member or was left out.').waitFor();
  await page.getByRole('link', { name: 'See the schools left out' }).click();
  await page.getByRole('cell', { name: 'It closes again in August' }).waitFor();
  await check(page);

  await page.goto('/register');
  await page.getByRole('link', { name: /^End its membership/ }).click();
  await page.getByText('After today it buys nothing here').waitFor();
  await check(page);
  await screenshot(page, 'register-ending');
  await button(page, 'End its membership');
  await page.getByText('None of your schools has closed.').waitFor();
  expect(await trail(stage, 'identity.join')).toContain(schoolId(999_001));
  expect(await trail(stage, 'identity.leave-out')).toEqual([schoolId(999_002)]);
  expect(await trail(stage, 'identity.leave')).toEqual([closed.organisationId]);
  await advance(stage.scene, stage.created, '2027-05-02T08:00:00Z');
  expect([await buysHere(stage, schoolId(999_001)), await buysHere(stage, closed.organisationId)]).toEqual([
    true,
    false,
  ]);
}

/** An open school's end, a closed or far school's start, by anyone else: each is refused. */
export async function tryOtherMembers({ scene, created, asking }: StaffStage, closed: School): Promise<void> {
  const act = (role: 'administrator' | 'broker', verb: 'admit' | 'end', id: string) =>
    scene.db.tx(
      { ...created.staff, role, organisationId: created.hostId, organisationIds: [created.hostId] },
      (tx) => scene.memberships[verb](tx, id),
    );
  await expect(act('administrator', 'end', asking.organisationId)).rejects.toMatchObject({
    code: 'identity.school-open',
  });
  await expect(act('administrator', 'admit', closed.organisationId)).rejects.toMatchObject({
    code: 'identity.school-not-open',
  });
  await expect(act('broker', 'admit', schoolId(999_002))).rejects.toMatchObject({
    code: 'platform.forbidden',
  });
  await scene.db.systemTx('a school moves away', (tx) =>
    tx.query("UPDATE directory.school SET la_code = '314' WHERE urn = 999002"),
  );
  await expect(act('administrator', 'admit', schoolId(999_002))).rejects.toMatchObject({
    code: 'identity.other-authority',
  });
}

/** Finance sets what invoices say and which schools are journalled to. */
export async function setInvoices({ as }: StaffStage): Promise<void> {
  const page = as('finance');
  await page.goto('/finance/documents');
  await page.getByRole('link', { name: /^Details on invoices/ }).click();
  await page.getByText('Some details are examples').waitFor();
  await check(page);
  await screenshot(page, 'details-on-invoices');
  await page.getByRole('link', { name: /^Aspire \(/ }).click();
  await page.getByLabel('VAT number').fill('GB 12');
  await button(page, 'Continue');
  await page.getByRole('alert').getByText('A VAT number is GB and nine digits').waitFor();
  await page.getByLabel('VAT number').fill('GB123456789');
  await page.getByLabel('Account number').fill('');
  await button(page, 'Continue');
  await page.getByRole('alert').getByText('Give all three, or none.').waitFor();
  await check(page);
  await page.getByLabel('Account number').fill('12345678');
  await page.getByLabel('Address').fill('Borough Hall\nHigh Street\nWarrington\nWA1 1AA');
  await button(page, 'Continue');
  await page.getByText('Until now: Aspire, sort code 00-00-00, account 00000001').waitFor();
  await check(page);
  await button(page, 'Save');
  await done(page, 'Saved. Invoices issued from now on say so.');
  await page.getByRole('cell', { name: 'GB 123 4567 89' }).waitFor();
  await page.goto(`/finance/details/${laId('877')}`);
  expect(await page.getByLabel('VAT number').count()).toBe(0);
  await page.getByLabel('Address').fill('a\nb\nc\nd\ne\nf\ng');
  await button(page, 'Continue');
  await page.getByRole('alert').getByText('An address has one to six lines').waitFor();

  await page.goto('/finance/documents');
  await page.getByRole('link', { name: /^Journals to your/ }).click();
  await page.getByRole('row', { name: /^Pupil referral unit Invoice/ }).waitFor();
  await check(page);
  await screenshot(page, 'journal-rules');
  await page.getByRole('link', { name: 'Pupil referral unit' }).click();
  await page.getByLabel('A journal').check();
  await page.getByLabel('From which day?').fill('2027-04-01');
  await page.getByLabel('Who says so?').fill('Our auditor’s letter of 2 April 2027');
  await button(page, 'Set the rule');
  await page.getByRole('alert').getByText('A rule holds from today or a later day').waitFor();
  await check(page);
  await page.getByLabel('From which day?').fill('2027-06-01');
  await button(page, 'Set the rule');
  await page.getByText('Journal from 1 June 2027').waitFor();
  expect((await page.goto('/finance/journal-rules/34'))!.status()).toBe(404);
}
