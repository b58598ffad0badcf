import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
  const proposalId = await stage.propose(requestId, await stage.practitioner(home, 'LLE'));
  expect(await action()).toBeUndefined();
  await stage.db.tx(as(home), (tx) => stage.requests.consent(tx, proposalId));
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
