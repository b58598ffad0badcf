import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Role } from '#platform';
import { BackdatedController } from '../../apps/web/operator/backdated/controller.js';
import { BillingDetailsController } from '../../apps/web/operator/billing-details/controller.js';
import { BrokerageController } from '../../apps/web/operator/brokerage/controller.js';
import { CreditChangeController } from '../../apps/web/operator/credits/change.controller.js';
import { CreditsController } from '../../apps/web/operator/credits/controller.js';
import { PartiesController } from '../../apps/web/operator/parties/controller.js';
import { ColleaguesController } from '../../apps/web/account/colleagues/controller.js';
import { EarmarkController } from '../../apps/web/authority/funds/earmark.controller.js';
import { VisitController } from '../../apps/web/school/visits/visit.controller.js';
import type { Page } from '../../apps/web/kit/page.js';
import { render } from '../../apps/web/kit/renderer.js';
import { openSupport, type SupportStage } from './delivery/support.js';
import { openPages, type Pages } from './pages.js';
import { day } from './stage.js';

/** Whoever has a part on both sides is offered nothing that the next step refuses, and reads why. */
let stage: SupportStage & Pages;
beforeAll(async () => {
  stage = await openPages(openSupport);
}, 240_000);
afterAll(() => stage?.close());

const refused = { code: 'identity.own-part' };
const because = expect.stringContaining('You act there yourself');

/** The same actor as somebody who acts for an organisation besides, and as somebody who does not. */
async function both(actor: Actor, organisationId: string, role: Role, inDays = 0): Promise<[Actor, Actor]> {
  const personId = await stage.db.tx(stage.created.staff, async (tx) => {
    const added = await stage.people.add(tx, { name: 'Ann Lee', email: `${newId()}@example.org` });
    const from = tx.today.add({ days: inDays });
    await stage.people.appoint(tx, { personId: added, organisationId, role, from });
    return added;
  });
  return [
    { ...actor, personId },
    { ...actor, personId: newId() },
  ];
}
/** A page as it is read, without its frame. */
async function words(shown: unknown): Promise<string> {
  const { template, title, model } = (await shown) as Page<object>;
  const layout = { paths: {}, menu: [], foot: [] };
  return render(template, { title, model, layout, form: { values: {}, errors: {}, errorList: [] } });
}
const model = async <Model>(shown: unknown): Promise<Model> => ((await shown) as { model: Model }).model;

test('an authority’s own head is told beside the school why no money is earmarked for it', async () => {
  const { asking, created, db, funds, pages } = stage;
  const [fundId, laId, schoolId] = [newId(), created.laIds[0]!, asking.organisationId];
  const [opensOn, closesOn] = [day('2026-04-01'), day('2027-03-31')];
  const fund = { fundId, laId, title: 'Intervention', purpose: '', amount: 900_000n, opensOn, closesOn };
  await db.tx(stage.as(laId, 'budget-holder'), (tx) => funds.open(tx, fund));
  const [own, other] = await both(stage.as(laId, 'budget-holder'), schoolId, 'headteacher');
  const earmark = pages(EarmarkController);
  const listed = async (actor: Actor) =>
    (
      await model<{ schools: { name: string; href: string | null; why: string | null }[] }>(
        earmark.search(actor, fundId, asking.name),
      )
    ).schools.find(({ name }) => name === asking.name);
  expect(await listed(own)).toMatchObject({ href: null, why: because });
  expect((await listed(other))!.href).toContain(schoolId);
  const html = await words(earmark.search(own, fundId, asking.name));
  expect(html).toContain(`<span class="mt-people__role">${asking.name}</span>`);
  await expect(earmark.form(own, fundId, schoolId)).rejects.toMatchObject(refused);
  expect(await earmark.form(other, fundId, schoolId)).toBeDefined();
});

test('a broker chooses nobody where one of the two schools is theirs', async () => {
  const schoolId = await stage.schoolWith(90_000n);
  const requestId = await stage.ask(schoolId);
  const practitionerId = await stage.practitioner(stage.home, 'LLE');
  const shown = (actor: Actor) =>
    model<{
      candidates: { value: string; disabled: boolean; reasons: string[] }[];
      stuck: string | null;
    }>(stage.pages(BrokerageController).show(actor, requestId));
  const theirs = await both(stage.broker, stage.home, 'manager');
  for (const [actor, disabled] of [
    [theirs[0], true],
    [theirs[1], false],
  ] as const) {
    const { candidates, stuck } = await shown(actor);
    const one = candidates.find(({ value }) => value.startsWith(practitionerId))!;
    expect(one.disabled).toBe(disabled);
    expect(one.reasons.join().includes('you act at one of the two schools yourself')).toBe(disabled);
    expect(stuck).toBeNull();
  }
  const [asks] = await both(stage.broker, schoolId, 'chair');
  const { candidates, stuck } = await shown(asks);
  expect(candidates.every(({ disabled }) => disabled)).toBe(true);
  expect(stuck).toContain('a colleague of yours');
});

test('staff are offered no change of the credits of a school that is theirs, nor the approval of one', async () => {
  const { asking, credits, db, pages } = stage;
  const schoolId = asking.organisationId;
  const [own, other] = await both(stage.staffAs('finance'), schoolId, 'business-manager');
  const change = pages(CreditChangeController);
  const listed = async (actor: Actor) =>
    (
      await model<{ schools: { name: string; href: string | null; why: string | null }[] }>(
        change.choose(actor, asking.name),
      )
    ).schools.find(({ name }) => name === asking.name);
  expect(await listed(own)).toMatchObject({ href: null, why: because });
  expect((await listed(other))!.href).toContain(schoolId);
  expect(await words(change.choose(own, asking.name))).toContain(
    `<span class="mt-people__role">${asking.name}</span>`,
  );
  await expect(change.form(own, schoolId)).rejects.toMatchObject(refused);

  const [proposer] = await both(stage.staffAs('finance'), stage.created.hostId, 'finance');
  const proposal = { id: newId(), schoolId, amount: 100n, reason: 'Counted twice' };
  await db.tx(proposer, (tx) => credits.proposeAdjustment(tx, proposal));
  const correction = async (actor: Actor) =>
    (
      await model<{ adjustments: { approvalAction: string | null; why: string | null }[] }>(
        pages(CreditsController).show(actor),
      )
    ).adjustments[0];
  const toDecide = (actor: Actor) => db.tx(actor, (tx) => credits.adjustmentsToDecide(tx));
  expect(await correction(own)).toMatchObject({ approvalAction: null, why: because });
  expect(await correction(other)).toMatchObject({ approvalAction: expect.any(String), why: null });
  expect([await toDecide(own), await toDecide(other), await toDecide(proposer)]).toEqual([0, 1, 0]);
});

test('staff date no agreement of their own school back, nor call off its visits, nor write down their own provider’s account', async () => {
  const { asking, catalogue, created, db, independent, pages, sip, visits } = stage;
  const schoolId = asking.organisationId;
  const [own, other] = await both(stage.staffAs('administrator'), schoolId, 'headteacher');
  const party = (actor: Actor) =>
    model<{ backdatedHref: string | null; ownPart: string | null }>(
      pages(PartiesController).show(actor, schoolId),
    );
  expect(await party(own)).toMatchObject({ backdatedHref: null, ownPart: because });
  expect(await party(other)).toMatchObject({ backdatedHref: expect.any(String), ownPart: null });
  await expect(pages(BackdatedController).new(own, schoolId)).rejects.toMatchObject(refused);
  expect(await model(pages(BackdatedController).new(other, schoolId))).toMatchObject({
    earliest: '12 April 2025',
  });

  const visitId = newId();
  await db.tx(stage.as(schoolId), (tx) =>
    visits.book(tx, {
      ...{ visitId, schoolId, practitionerId: sip.practitionerId, on: day('2026-05-12') },
      ...{ portion: 50n, purpose: 'A morning' },
    }),
  );
  const visit = (actor: Actor) =>
    model<{ cancelHref: string | null; stays: string | null }>(pages(VisitController).show(actor, visitId));
  expect(await visit(own)).toMatchObject({ cancelHref: null, stays: because });
  expect(await visit(other)).toMatchObject({ cancelHref: expect.any(String), stays: null });
  // As its head they may.
  expect((await visit({ ...stage.head, personId: own.personId })).cancelHref).not.toBeNull();
  await expect(pages(VisitController).cancellation(own, visitId)).rejects.toMatchObject(refused);

  const { providerId } = await db.tx(created.staff, (tx) => catalogue.offer(tx, independent));
  const [sells, apart] = await both(stage.staffAs('finance'), providerId, 'manager');
  const details = pages(BillingDetailsController);
  const row = async (actor: Actor) =>
    (
      await model<{ rows: { id: string; name: string; href: string | null; note: string | null }[] }>(
        details.list(actor),
      )
    ).rows.find(({ id }) => id === providerId);
  expect(await row(sells)).toMatchObject({ href: null, note: because });
  const { name } = (await row(sells))!;
  expect(await words(details.list(sells))).toContain(`<th scope="row" class="govuk-table__header">${name}<`);
  expect((await row(apart))!.href).toContain(providerId);
  await expect(details.show(sells, providerId)).rejects.toMatchObject(refused);
});

test('whoever is to be in a role from a later day is led to no limit of it: the facade lets them set none', async () => {
  const { asking, db, limits, pages } = stage;
  const id = asking.organisationId;
  const [own, other] = await both(stage.as(id), id, 'business-manager', 1);
  const changed = async (actor: Actor) =>
    (await model<{ limits: { href: string | null }[] }>(pages(ColleaguesController).show(actor))).limits.map(
      ({ href }) => href,
    );
  expect(await changed(other)).toEqual(['/colleagues/limits/business-manager']);
  await expect(db.tx(own, (tx) => limits.set(tx, id, 'business-manager', 1n))).rejects.toMatchObject({
    code: 'identity.own-limit',
  });
  expect(await changed(own)).toEqual([null]);
});
