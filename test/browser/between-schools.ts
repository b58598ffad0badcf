import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newId } from '#platform';
import { button, earmark, heading, link, scheduleCourse, type Stage } from './a-school.js';
import { check, checkOnPaper, screenshot } from './browser.js';

/** The head asks for support, another school's head agrees; it earns credits, which pay a course and are given on. */
export async function support(stage: Stage, head: Page, otherHead: Page): Promise<void> {
  const { scene, created, leader } = stage;
  await head.goto('/support/new');
  await check(head);
  await head.getByLabel('Leadership').check();
  await head
    .getByLabel(/What is the situation/)
    .fill('Our new deputy would like to work beside an experienced leader.');
  await head.getByLabel('How many days?').fill('two');
  await button(head, 'Continue');
  await head.getByRole('alert').getByText('Enter how many days').waitFor();
  await head.getByLabel('How many days?').fill('1');
  await button(head, 'Continue');
  await check(head);
  await button(head, 'Send the request');
  await head.getByText('Your request is sent to the broker.').waitFor();
  await check(head);
  const requestId = new URL(head.url()).pathname.split('/').at(-1)!;
  await scene.db.tx(created.staff, (tx) =>
    scene.requests.propose(tx, {
      proposalId: newId(),
      requestId,
      practitionerId: leader.practitionerId,
      designation: 'LLE',
      reason: 'Leads on leadership, knows your phase, and is near.',
    }),
  );
  await otherHead.goto('/home');
  await check(otherHead);
  await link(otherHead, /asks for/);
  await otherHead.getByText('45 credits, as the days are delivered').waitFor();
  await check(otherHead);
  await screenshot(otherHead, 'support-proposal');
  await button(otherHead, 'Agree to this');
  await heading(otherHead, 'You have agreed');
  await check(otherHead);
  await head.goto('/home');
  await link(head, /Book .* visits/);
  await head.getByLabel('Wednesday 28 April 2027').check();
  await head.getByLabel('What is it for?').fill('A day beside our deputy');
  await button(head, 'Continue');
  await head.getByText('The 45 credits kept for this support').waitFor();
  await button(head, 'Book the visit');
  await heading(head, 'Your visit is booked');
  await stage.advance('2027-04-29T15:00:00Z');
  const visits = await scene.db.tx(created.staff, (tx) =>
    scene.visits.list(tx, { practitionerId: leader.practitionerId }),
  );
  await scene.db.tx(stage.as(stage.supporting.organisationId, 'headteacher'), (tx) =>
    scene.visits.report(tx, visits[0]!.visitId, 'A day on the first hundred days of a deputy headteacher.'),
  );
  await head.goto('/home');
  await link(head, /Say how/);
  await head.getByLabel('5 – excellent').check();
  await button(head, 'Send the evaluation');
  await head.goto(`/support/${requestId}`);
  await head.getByText('Finished').waitFor();
  await check(head);
  await screenshot(head, 'support-finished');

  await scheduleCourse(stage, '2027-05-13');
  await otherHead.goto('/statement/credits');
  await otherHead
    .getByText(/Support by .*from/)
    .first()
    .waitFor();
  await check(otherHead);
  await checkOnPaper(otherHead);
  await screenshot(otherHead, 'credits');
  await otherHead.goto('/courses');
  await check(otherHead);
  await link(otherHead, 'Phonics leaders');
  await check(otherHead);
  await otherHead.getByLabel('Who comes?').fill('Jo Bright');
  await otherHead.getByLabel('With 9.5 credits').check();
  await screenshot(otherHead, 'book-a-course');
  await button(otherHead, 'Continue');
  await check(otherHead);
  await button(otherHead, 'Book the place');
  await heading(otherHead, 'The place is booked');
  await check(otherHead);
  await link(otherHead, 'See your places');
  await check(otherHead);
  await link(otherHead, /Give it back/);
  await check(otherHead);
  await button(otherHead, 'Give it back');
  await otherHead.getByText('The place is given back.').waitFor();

  const giving = (rule: 'allowed' | 'refused') =>
    scene.db.tx(created.staff, (tx) => scene.model.choose(tx, { ledger: { giving: rule } }));
  await giving('refused');
  await otherHead.goto('/statement/credits');
  expect(await otherHead.getByRole('link', { name: 'Give credits to another school' }).count()).toBe(0);
  await giving('allowed');
  await otherHead.reload();
  await link(otherHead, 'Give credits to another school');
  await check(otherHead);
  await otherHead.getByLabel('Find the school').fill(stage.school.name);
  await button(otherHead, 'Find');
  await otherHead.getByLabel(stage.school.name).first().check();
  await otherHead.getByLabel('How many?').fill('500');
  await otherHead.getByLabel('What is it for?').fill('Thank you for the reading week');
  await button(otherHead, 'Continue');
  await otherHead.getByRole('alert').getByText('There are not enough credits left for this.').waitFor();
  await check(otherHead);
  await otherHead.getByLabel('How many?').fill('5');
  await button(otherHead, 'Continue');
  await check(otherHead);
  await button(otherHead, 'Give the credits');
  await otherHead.getByText('Thank you for the reading week: credits to ').waitFor();
  const csv = await otherHead.request.get('/statement/credits/download');
  expect(await csv.text()).toMatch(/^\uFEFFDate,What,Other school,Code,Reference,In,Out,Balance\r\n/);
}

/** The head spends what an authority earmarked, and calls it off. */
export async function spendWallet(stage: Stage, manager: Page, head: Page): Promise<void> {
  const walletId = await earmark(stage, 50_000n);
  await head.goto('/home');
  await head.getByText('To spend from School improvement fund').waitFor();
  await link(head, /To spend from/);
  await check(head);
  await button(head, 'See what it can pay for');
  await link(head, 'Mathematics in every year group');
  await button(head, 'Buy this');
  await check(head);
  await head.getByLabel(/From School improvement fund/).check();
  await button(head, 'Continue');
  await check(head);
  await button(head, 'Buy it');
  await heading(head, 'Mathematics in every year group is bought');
  await check(head);
  await link(head, 'See what is left in the fund');
  await head.getByText('£100.00').waitFor();
  await check(head);
  await screenshot(head, 'wallet');
  await head.goto('/purchases');
  await check(head);
  await link(head, 'Mathematics in every year group');
  await check(head);
  await link(head, 'Call this off');
  await check(head);
  await button(head, 'Call it off');
  await head.goto(`/wallets/${walletId}`);
  await head.getByText('£500.00').waitFor();
  await manager.goto('/home');
  await check(manager);
  await screenshot(manager, 'school-home-later');
}
