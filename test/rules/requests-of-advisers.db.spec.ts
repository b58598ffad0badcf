import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from '../../apps/web/kit/page.js';
import { ProviderHome } from '../../apps/web/provider/home/provider-home.js';
import { SupportController } from '../../apps/web/school/support/controller.js';
import { openPages, type Pages } from './pages.js';
import { openLetters } from './delivery/letters.js';
import { openSupport, type SupportStage } from './delivery/support.js';

/** Who works at no school is asked for too: those who lead their party answer, on the page that the school's head has. */
let stage: SupportStage & Pages;
beforeAll(async () => {
  stage = await openPages(openSupport);
}, 240_000);
afterAll(() => stage?.close());
const model = (page: unknown) =>
  (page as Page).model as {
    tasks: { href: string }[];
    answerAction: string | null;
    rows: { key: { text: string } }[];
  };

test('a provider’s manager finds who is asked for at home, and answers there; a school’s head earns credits by it', async () => {
  const { as, created, home } = stage;
  const schoolId = await stage.schoolWith(15_000n);
  const proposed = async (homeId: string) =>
    stage.propose(await stage.ask(schoolId), await stage.practitioner(homeId, 'LLE'));
  const [ofAdviser, ofLeader] = [await proposed(created.hostId), await proposed(home)];
  const manager = as(created.hostId, 'manager');
  const shown = async (actor = manager, id = ofAdviser) =>
    model(await stage.pages(SupportController).proposal(actor, id));
  const earns = ({ rows }: ReturnType<typeof model>) =>
    rows.some(({ key }) => key.text === 'Your school earns');
  const path = `/support/proposals/${ofAdviser}`;
  const tasks = async (actor = manager) =>
    model(await stage.pages(ProviderHome).show(actor, 'Aspire')).tasks.map(({ href }) => href);
  expect([await tasks(), await tasks(as(home, 'manager'))]).toEqual([[path], []]);

  const asked = await shown();
  expect([asked.answerAction, earns(asked)]).toEqual([path, false]);
  for (const role of ['headteacher', 'manager'] as const) {
    const page = await shown(as(home, role), ofLeader);
    expect([page.answerAction !== null, earns(page)]).toEqual([role === 'headteacher', true]);
  }
  expect(await stage.pages(SupportController).answer(manager, ofAdviser, { answer: 'consent' })).toEqual({
    to: `${path}/agreed`,
    options: {},
  });
  expect(await tasks()).toEqual([]);
  const declined = await proposed(created.hostId);
  const no = { answer: 'decline', reason: 'She is away in May.' };
  expect(await stage.pages(SupportController).answer(manager, declined, no)).toMatchObject({ to: '/home' });
});

test('they are told of it, and nobody at a school is', async () => {
  const letters = openLetters(stage);
  const host = stage.created.hostId;
  await letters.appoint('Mo', 'manager', host);
  await letters.appoint('Bo', 'headteacher', stage.home);
  await letters.appoint('Mia', 'manager', stage.home);
  const schoolId = await stage.schoolWith(10_000n);
  const told = async (homeId: string) => {
    const proposalId = await stage.propose(
      await stage.ask(schoolId),
      await stage.practitioner(homeId, 'LLE'),
    );
    return (await letters.written('supportProposed', proposalId)).map(({ address }) => address);
  };
  expect(await told(host)).toEqual(['mo@example.org']);
  expect(await told(stage.home)).toEqual(['bo@example.org']);
});
