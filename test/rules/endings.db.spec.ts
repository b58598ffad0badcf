import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { BrokerageController } from '../../apps/web/operator/brokerage/controller.js';
import type { Page } from '../../apps/web/kit/page.js';
import { SupportController } from '../../apps/web/school/support/controller.js';
import { errors, openPages, type Pages } from './pages.js';
import { openSupport, type SupportStage } from './delivery/support.js';

let stage: SupportStage & Pages;
beforeAll(async () => {
  stage = await openPages(openSupport);
}, 240_000);
afterAll(() => stage?.close());
const model = (page: unknown) => (page as Page).model as { endAction?: string; withdrawHref: string | null };

test('a broker ends agreed support from the request, and says why; the school reads it', async () => {
  const { broker, as, home } = stage;
  const schoolId = await stage.schoolWith(5_000n);
  const requestId = await stage.ask(schoolId);
  const pages = stage.pages(BrokerageController);
  const action = async () => model(await pages.show(broker, requestId)).endAction;
  const practitionerId = await stage.practitioner(home, 'LLE');
  const proposalId = await stage.propose(requestId, practitionerId);
  expect(await action()).toBeUndefined();
  await stage.db.tx(as(home), (tx) => stage.requests.consent(tx, proposalId));
  const visit = { visitId: newId(), schoolId, practitionerId, proposalId, portion: 50n };
  await stage.db.tx(as(schoolId), (tx) =>
    stage.visits.book(tx, { ...visit, on: tx.today, purpose: 'A day of support' }),
  );
  expect(model(await pages.show(broker, requestId))).toMatchObject({
    endAction: undefined,
    endsAfter: expect.stringContaining('Call them off first'),
  });
  await stage.db.tx(stage.created.staff, (tx) => stage.visits.cancel(tx, visit.visitId, 'She is ill.'));
  expect(await action()).toBe(`/brokerage/${requestId}/proposals/${proposalId}/ending`);
  const end = (reason: string) => pages.end(broker, requestId, proposalId, { reason });
  expect(errors(await end(' '))).toHaveProperty('reason');
  expect(await end('She has left.')).toMatchObject({ to: `/brokerage/${requestId}` });
  expect(await action()).toBeUndefined();
  const shown = await stage.pages(SupportController).show(as(schoolId), requestId);
  expect(JSON.stringify(shown.model)).toContain('She has left.');
});

test('a school withdraws a request from its page, while nobody is asked', async () => {
  const { as, home } = stage;
  const schoolId = await stage.schoolWith(5_000n);
  const requestId = await stage.ask(schoolId);
  const pages = stage.pages(SupportController);
  const href = async () => model(await pages.show(as(schoolId), requestId)).withdrawHref;
  const path = `/support/${requestId}/withdrawal`;
  expect(await href()).toBe(path);
  const proposalId = await stage.propose(requestId, await stage.practitioner(home, 'LLE'));
  expect(await href()).toBeNull();
  for (const page of [pages.withdraw(as(schoolId), requestId), pages.withdrawal(as(schoolId), requestId)])
    expect(await page).toMatchObject({
      to: `/support/${requestId}`,
      options: { notice: expect.stringContaining('Somebody is asked already') },
    });
  await stage.db.tx(as(home), (tx) => stage.requests.decline(tx, proposalId));
  expect(model(await pages.withdrawal(as(schoolId), requestId))).toMatchObject({ action: path });
  expect(await pages.withdraw(as(schoolId), requestId)).toMatchObject({ to: '/support' });
  expect(await stage.stageOf(requestId)).toBe('withdrawn');
});

test('support that goes on with somebody else is booked by its own days, not by those that were delivered before', async () => {
  const { as, home, broker } = stage;
  const schoolId = await stage.schoolWith(10_000n);
  const requestId = await stage.ask(schoolId, 100n);
  const support = async () => {
    const practitionerId = await stage.practitioner(home, 'LLE');
    const proposalId = await stage.propose(requestId, practitionerId);
    await stage.db.tx(as(home), (tx) => stage.requests.consent(tx, proposalId));
    return { practitionerId, proposalId };
  };
  const href = async () =>
    (
      (await stage.pages(SupportController).show(as(schoolId), requestId)).model as {
        bookHref: string | null;
      }
    ).bookHref;
  const first = await support();
  expect(await href()).toContain(first.proposalId);
  const visitId = newId();
  const half = { visitId, schoolId, portion: 50n, purpose: 'A day of support' };
  await stage.db.tx(as(schoolId), (tx) => stage.visits.book(tx, { ...half, ...first, on: tx.today }));
  await stage.db.tx(as(home), (tx) => stage.visits.report(tx, visitId, 'Half a day on the first weeks.'));
  await stage.db.tx(broker, (tx) => stage.endings.end(tx, first.proposalId, 'She has left.'));
  const second = await support();
  expect(await href()).toContain(second.proposalId);
  const rest = { ...half, ...second, visitId: newId() };
  await stage.db.tx(as(schoolId), (tx) => stage.visits.book(tx, { ...rest, on: tx.today }));
  expect(await href()).toBeNull();
});
