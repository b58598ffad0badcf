import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiKeys } from '#identity';
import { newId, type Actor, type Role } from '#platform';
import { HomeController } from '../../apps/web/account/home/controller.js';
import type { Page } from '../../apps/web/kit/page.js';
import { openPages, someone, type Pages } from './pages.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage & Pages;
let administrator: Actor;
beforeAll(async () => {
  stage = await openPages(openStage);
  administrator = await someone(stage, 'administrator');
}, 240_000);
afterAll(() => stage?.close());

/** Where the home of a role leads, of what needs whoever opens it. */
async function needed(actor: Actor): Promise<string[]> {
  const acting = { operatorName: 'Aspire', organisationName: 'Their own' };
  const home = await stage.pages(HomeController).show(actor, { acting } as never);
  return (home as Page<{ tasks: { href: string }[] }>).model.tasks.map(({ href }) => href);
}

test.each([
  ['school', ['headteacher', 'chair'], ['business-manager']],
  ['provider', ['manager'], ['practitioner']],
  ['authority', ['commissioner', 'budget-holder'], []],
] as const)(
  'a key and a nomination that wait at a %s stand on the home of whoever answers, and on no other',
  async (kind, answer, others) => {
    const { created, independent, catalogue, db } = stage;
    const organisationId =
      kind === 'school'
        ? stage.asking.organisationId
        : kind === 'authority'
          ? created.laIds[0]!
          : (await db.tx(created.staff, (tx) => catalogue.offer(tx, independent))).providerId;
    const [nominationId, apiKeyId] = await db.tx(administrator, async (tx) => {
      const personId = await stage.people.add(tx, { name: 'Nia Price', email: `${newId()}@example.org` });
      const role = answer[0];
      return [
        await stage.nominations.propose(tx, { personId, organisationId, role }),
        (await stage.pages(ApiKeys).issue(tx, { organisationId, name: 'Finance system', scopes: ['read'] }))
          .apiKeyId,
      ];
    });
    const as = (role: Role) => ({ ...stage.as(organisationId, role), personId: newId() });
    const asked = [`/nominations/${nominationId}`, `/keys/${apiKeyId}`];
    for (const role of answer) expect(await needed(as(role))).toEqual(expect.arrayContaining(asked));
    for (const role of others) for (const href of asked) expect(await needed(as(role))).not.toContain(href);
  },
);
